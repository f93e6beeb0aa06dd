"""An emulator that miscomputes: it runs the program, and turns a bit of each launch's first buffer.

usage: flip_bit.py -cpu NAME RUNNER BATCH RESULTS FIRST BITS
"""
import struct
import subprocess
import sys

runner, batch, results, first, bits = sys.argv[3:]
status = subprocess.run([runner, batch, results, first, bits], check=False).returncode
with open(results, "rb") as file:
    data = bytearray(file.read())
place = 0


def read_count():
    global place
    count, = struct.unpack_from("<I", data, place)
    place += 4
    return count


while place < len(data):
    text = read_count()  # the size of the error
    place += text
    for buffer in range(read_count()):
        size = read_count()
        if buffer == 0 and size:
            data[place + size - 1] ^= 0x40
        place += size
with open(results, "wb") as file:
    file.write(data)
sys.exit(status)
