// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When sharing is worth it, on a machine that takes exactly as long as the test says.
#include "CostTable.h"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

using namespace gems;

namespace {

constexpr double grainNs = 4000;

struct Machine {
  double programNs;   ///< on one thread
  double sharedShare; ///< of that time, when all are shared
  bool isAsleep = false;
  Cost cost = {};

  /// A launch as the runtime makes it.
  Cost::Plan launch(int64_t programs) {
    double workNs = programNs * double(programs);
    if (cost.isInRow(programs, grainNs) || cost.beginRow(programs, grainNs))
      return Cost::Plan::Alone;
    Cost::Plan plan = cost.plan(programs, grainNs);
    if (plan == Cost::Plan::Explore)
      cost.learnFirst(programNs);
    else if (plan == Cost::Plan::AloneTimed)
      cost.learnAlone(programNs);
    else if (plan == Cost::Plan::Share)
      cost.learnShared({programs, sharedShare * workNs, programs / 2, workNs / 2, isAsleep});
    return plan;
  }

  int count(Cost::Plan plan, int numLaunches, int64_t programs) {
    int number = 0;
    for (int i = 0; i < numLaunches; ++i)
      number += launch(programs) == plan;
    return number;
  }
};

TEST(Cost, ExploresUntilCachesAreWarm) {
  Machine machine{1000, 0.5};
  EXPECT_EQ(machine.launch(64), Cost::Plan::Explore);
  EXPECT_EQ(machine.launch(64), Cost::Plan::Explore);
  EXPECT_EQ(machine.launch(64), Cost::Plan::Share);
  EXPECT_EQ(machine.launch(2), Cost::Plan::Alone);
}

TEST(Cost, LooksAtTheClockForAThousandthOfTheTime) {
  for (double programNs : {1.0, 10.0, 100.0}) {
    Machine machine{programNs, 0.5};
    int numLaunches = int(100 * Cost::lookNs / (8 * programNs));
    EXPECT_EQ(machine.count(Cost::Plan::Share, 3, 8), 0);
    EXPECT_NEAR(machine.count(Cost::Plan::AloneTimed, numLaunches, 8), 100, 2) << programNs;
  }
}

TEST(Cost, LooksAsOftenWhenLaunchesAreNotAlike) {
  Machine machine{10, 0.5};
  machine.count(Cost::Plan::Explore, 2, 8);
  int numTimed = 0;
  const int numPairs = int(100 * Cost::lookNs / (10 * (8 + 24)));
  for (int i = 0; i < numPairs; ++i)
    for (int64_t programs : {8, 24})
      numTimed += machine.launch(programs) == Cost::Plan::AloneTimed;
  EXPECT_NEAR(numTimed, 100, 2);
}

TEST(Cost, FollowsTheGrainAtOnce) {
  Machine machine{10, 0.5};
  EXPECT_EQ(machine.count(Cost::Plan::Alone, 10, 8), 8) << "two explore";
  EXPECT_TRUE(machine.cost.isInRow(8, grainNs));
  EXPECT_FALSE(machine.cost.isInRow(8, 50) || machine.cost.beginRow(8, 50));
}

TEST(Cost, DoesNotTrustAClockThatSawNothing) {
  Machine machine{0, 0.5};
  EXPECT_EQ(machine.count(Cost::Plan::Share, 10, 64), 0);
  EXPECT_GT(machine.count(Cost::Plan::AloneTimed, 1000, 300000), 50);
}

TEST(Cost, NoticesThatProgramsTakeLonger) {
  Machine machine{10, 0.5};
  EXPECT_EQ(machine.count(Cost::Plan::Share, 1000, 64), 0);
  machine.programNs = 1000;
  EXPECT_GT(machine.count(Cost::Plan::Share, 1000, 64), 900);
}

TEST(Cost, MeasuresAloneNowAndThenWhatIsShared) {
  Machine machine{1000, 0.5};
  machine.count(Cost::Plan::Explore, 2, 32);
  EXPECT_EQ(machine.count(Cost::Plan::AloneTimed, 2570, 32), 10);
  // What takes long is always shared.
  EXPECT_EQ(machine.count(Cost::Plan::Share, 2570, 1000), 2570);
}

TEST(Cost, StopsSharingWhatSharingSlowsDown) {
  Machine machine{1000, 5};
  EXPECT_EQ(machine.count(Cost::Plan::Share, 5, 64), 3);
  EXPECT_EQ(machine.count(Cost::Plan::Share, 10000, 64), 14) << "it is tried at growing distances";
  // Much more work is another matter, until that was tried.
  EXPECT_EQ(machine.launch(6400), Cost::Plan::Share);
  EXPECT_NE(machine.launch(6400), Cost::Plan::Share);
  machine.sharedShare = 0.5;
  EXPECT_GT(machine.count(Cost::Plan::Share, 3000, 64), 1900) << "and again when it pays";
}

TEST(Cost, AsksOfASecondProcessorATenthOfTheTime) {
  Machine pays{1000, 0.89}, doesNot{1000, 0.91};
  EXPECT_EQ(pays.count(Cost::Plan::Share, 102, 1000), 100);
  EXPECT_LT(doesNot.count(Cost::Plan::Share, 102, 1000), 10);
}

TEST(Cost, IsPatientWithWorkersThatSleep) {
  Machine machine{1000, 5, /*isAsleep=*/true};
  EXPECT_EQ(machine.count(Cost::Plan::Share, 40, 64), 24);
}

TEST(CostTable, KnowsKernelsAndOrdersOfMagnitude) {
  int kernels[2] = {};
  CostTable table;
  SharedCost &entry = table.find(&kernels[0], 100);
  EXPECT_EQ(entry.load(100).programNs, Cost::unknown);
  Cost cost;
  cost.programNs = 150;
  cost.lossNs = 7;
  cost.unseenNs = 9;
  cost.isWarm = true;
  cost.numShared = 1;
  cost.losses = 2;
  cost.numAlone = 3;
  cost.patience = 4;
  entry.store(cost, 100);
  EXPECT_EQ(&table.find(&kernels[0], 120), &entry);
  EXPECT_NE(&table.find(&kernels[0], 200), &entry);
  EXPECT_NE(&table.find(&kernels[1], 100), &entry);
  Cost loaded = entry.load(120);
  EXPECT_DOUBLE_EQ(loaded.programNs, 180);
  EXPECT_EQ(loaded.lossNs, 7);
  EXPECT_EQ(loaded.unseenNs, 9);
  EXPECT_TRUE(loaded.isWarm);
  EXPECT_EQ(loaded.numShared, 1u);
  EXPECT_EQ(loaded.losses, 2u);
  EXPECT_EQ(loaded.numAlone, 3u);
  EXPECT_EQ(loaded.patience, 4u);
}

TEST(CostTable, CountsWorkOnEachThread) {
  int kernel = 0;
  CostTable table;
  SharedCost &entry = table.find(&kernel, 100);
  EXPECT_FALSE(entry.isShort(100, 8, grainNs)) << "nothing is known";
  Cost cost;
  cost.programNs = 100;
  entry.store(cost, 100);
  const int numShort = int(Cost::lookNs / 800) - 1;
  auto countShort = [&] {
    int number = 0;
    while (entry.isShort(100, 8, grainNs))
      ++number;
    return number;
  };
  EXPECT_NEAR(countShort(), numShort, 1);
  std::thread([&] { EXPECT_NEAR(countShort(), numShort, 1); }).join();
  EXPECT_EQ(countShort(), 0);
  EXPECT_FALSE(entry.isShort(100, 80, grainNs)) << "above the grain";
}

TEST(CostTable, ForgetsWhatHasNoRoom) {
  std::vector<int> kernels(1000);
  CostTable table;
  Cost cost;
  cost.programNs = 100;
  for (int &kernel : kernels) {
    SharedCost &entry = table.find(&kernel, 100);
    ASSERT_EQ(entry.load(100).programNs, Cost::unknown) << "what another kernel taught";
    entry.store(cost, 100);
    ASSERT_EQ(&table.find(&kernel, 100), &entry);
  }
}

} // namespace
