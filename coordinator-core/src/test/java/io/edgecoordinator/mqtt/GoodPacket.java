package io.edgecoordinator.mqtt;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A packet in order, to be spoiled: one of each kind that a client sends.
 *
 * @param legalCuts how many bytes may be missing at the end, with the remaining length corrected,
 *     so that the rest is a packet in order all the same
 * @param errorCuts the same for what is well-formed and yet a protocol error
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
record GoodPacket(String name, byte[] bytes, Set<Integer> legalCuts, Set<Integer> errorCuts) {

  static final List<GoodPacket> OF_MQTT_5 =
      List.of(
          of(
              "CONNECT",
              "10 [ 'MQTT' 05 c6 003c [ 11 0000000a 21 0010 22 0004 27 00001000 26 'k' 'v' ] 'bad'"
                  + " [ 18 00000001 01 01 02 0000000a 03 'text' ] 'will' 'gone' 'user' 'word' ]"),
          of(
              "PUBLISH of QoS 0",
              "30 [ 'a/b' [ 01 01 02 0000000a 23 0001 03 'c' 08 'r' 09 'd' 26 'k' 'v' ] 7879 ]",
              Set.of(1, 2),
              Set.of()),
          of("PUBLISH of QoS 1", "32 [ 'a/b' 0001 [] 7879 ]", Set.of(1, 2), Set.of()),
          of("PUBLISH of QoS 2", "34 [ 'a/b' 0002 [ 26 'k' 'v' ] 78 ]", Set.of(1), Set.of()),
          of("PUBACK", "40 [ 0001 10 [ 1f 'no' ] ]", Set.of(6, 7), Set.of()),
          of("PUBREC", "50 [ 0001 10 [ 26 'k' 'v' ] ]", Set.of(8, 9), Set.of()),
          of("PUBREL", "62 [ 0001 92 [ 1f 'no' ] ]", Set.of(6, 7), Set.of()),
          of("PUBCOMP", "70 [ 0001 92 [ 1f 'no' ] ]", Set.of(6, 7), Set.of()),
          of("SUBSCRIBE", "82 [ 0001 [ 0b 01 ] 'a/+' 01 'b' 0c ]", Set.of(4), Set.of(10)),
          of("UNSUBSCRIBE", "a2 [ 0001 [ 26 'k' 'v' ] 'a/+' 'b' ]", Set.of(3), Set.of(8)),
          of("PINGREQ", "c0 00"),
          of("DISCONNECT", "e0 [ 04 [ 11 00000000 1f 'x' ] ]", Set.of(10, 11), Set.of()),
          of("AUTH", "f0 [ 18 [ 15 'm' 16 'd' ] ]", Set.of(), Set.of(9, 10)));

  static final List<GoodPacket> OF_MQTT_311 =
      List.of(
          of("CONNECT", "10 [ 'MQTT' 04 c6 003c 'bad' 'will' 'gone' 'user' 'word' ]"),
          of("PUBLISH of QoS 0", "30 [ 'a/b' 7879 ]", Set.of(1, 2), Set.of()),
          of("PUBLISH of QoS 1", "32 [ 'a/b' 0001 7879 ]", Set.of(1, 2), Set.of()),
          of("PUBLISH of QoS 2", "34 [ 'a/b' 0002 78 ]", Set.of(1), Set.of()),
          of("PUBACK", "40 [ 0001 ]"),
          of("PUBREC", "50 [ 0001 ]"),
          of("PUBREL", "62 [ 0001 ]"),
          of("PUBCOMP", "70 [ 0001 ]"),
          of("SUBSCRIBE", "82 [ 0001 'a/+' 01 'b' 00 ]", Set.of(4), Set.of(10)),
          of("UNSUBSCRIBE", "a2 [ 0001 'a/+' 'b' ]", Set.of(3), Set.of(8)),
          of("PINGREQ", "c0 00"),
          of("DISCONNECT", "e0 00"));

  static List<GoodPacket> of(int version) {
    return version == 5 ? OF_MQTT_5 : OF_MQTT_311;
  }

  boolean isConnect() {
    return name.equals("CONNECT");
  }

  /** Returns how many bytes follow the fixed header. */
  int contentLength() {
    return bytes.length - 2;
  }

  /** Returns the packet with less at its end, and a remaining length that says so. */
  byte[] cut(int missing) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - missing);
    shorter[1] = (byte) (shorter.length - 2);
    return shorter;
  }

  private static GoodPacket of(String name, String notation) {
    return of(name, notation, Set.of(), Set.of());
  }

  private static GoodPacket of(
      String name, String notation, Set<Integer> legalCuts, Set<Integer> errorCuts) {
    return new GoodPacket(name, PacketNotation.bytes(notation), legalCuts, errorCuts);
  }
}
