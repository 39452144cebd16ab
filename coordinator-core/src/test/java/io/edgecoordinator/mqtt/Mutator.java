package io.edgecoordinator.mqtt;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spoils packets at random. What it makes depends on the random numbers it gets and nothing else.
 */
final class Mutator {

  /** Values at which lengths, counts and characters change their meaning. */
  private static final int[] EDGES = {
    0x00, 0x01, 0x02, 0x23, 0x26, 0x2B, 0x7F, 0x80, 0x81, 0xC0, 0xED, 0xF4, 0xFE, 0xFF
  };

  private final RandomGenerator random;
  private final List<byte[]> packets;

  Mutator(RandomGenerator random, List<byte[]> packets) {
    this.random = random;
    this.packets = packets;
  }

  byte[] good() {
    return packets.get(random.nextInt(packets.size()));
  }

  /** Returns a packet with one to four things wrong; what is wrong may happen to be right. */
  byte[] spoiled() {
    byte[] packet = good().clone();
    for (int faults = random.nextInt(4); faults >= 0; faults--) {
      packet = spoil(packet);
    }
    return packet;
  }

  private byte[] spoil(byte[] packet) {
    int at = random.nextInt(packet.length);
    switch (random.nextInt(9)) {
      case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> packet[at] = edge();
      case 2 -> packet[at] = (byte) random.nextInt(256);
      case 3 -> packet[Math.min(1, packet.length - 1)] += (byte) (random.nextInt(9) - 4);
      case 4 -> {
        return withLength(Arrays.copyOf(packet, Math.max(1, at)));
      }
      case 5 -> {
        return Arrays.copyOf(packet, Math.max(1, at));
      }
      case 6 -> {
        return withLength(replace(packet, at, at, noise()));
      }
      case 7 -> {
        int to = Math.min(packet.length, at + random.nextInt(8));
        return withLength(replace(packet, Math.max(1, at), Math.max(1, to), new byte[0]));
      }
      default -> {
        byte[] other = good();
        int from = random.nextInt(other.length);
        return withLength(
            replace(packet, at, packet.length, Arrays.copyOfRange(other, from, other.length)));
      }
    }
    return packet;
  }

  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(12)];
    if (random.nextBoolean()) {
      Arrays.fill(noise, edge());
    } else {
      random.nextBytes(noise);
    }
    return noise;
  }

  private byte edge() {
    return (byte) EDGES[random.nextInt(EDGES.length)];
  }

  /** Mostly corrects a remaining length of one byte, so that faults further in are got to. */
  private byte[] withLength(byte[] packet) {
    int content = packet.length - 2;
    if (content >= 0 && content < 128 && random.nextInt(4) > 0) {
      packet[1] = (byte) content;
    }
    return packet;
  }

  private static byte[] replace(byte[] packet, int from, int to, byte[] by) {
    return RawClient.join(
        Arrays.copyOf(packet, from), by, Arrays.copyOfRange(packet, to, packet.length));
  }
}
