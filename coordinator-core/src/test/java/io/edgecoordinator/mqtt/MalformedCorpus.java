package io.edgecoordinator.mqtt;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Packets that break the rules, each with what its sender is told, in {@link PacketNotation}. What
 * is merely cut off is made from {@link GoodPacket} instead.
 */
final class MalformedCorpus {

  /** Nothing is said, the connection is closed. */
  static final String SILENCE = "-";

  /** From a client of MQTT 5 that is connected: the reason stands in DISCONNECT. */
  private static final String AFTER_CONNECT_5 =
      """
      # Fixed header
      MALFORMED_PACKET   | packet type 0                     | 00 00
      MALFORMED_PACKET   | flags of CONNECT                  | 11 [ 'MQTT' 05 02 0000 [] 'bad' ]
      MALFORMED_PACKET   | flags of PUBACK                   | 42 [ 0001 ]
      MALFORMED_PACKET   | flags of PUBREC                   | 51 [ 0001 ]
      MALFORMED_PACKET   | flags of PUBREL: none             | 60 [ 0001 ]
      MALFORMED_PACKET   | flags of PUBREL: too many         | 6a [ 0001 ]
      MALFORMED_PACKET   | flags of PUBCOMP                  | 72 [ 0001 ]
      MALFORMED_PACKET   | flags of SUBSCRIBE                | 80 [ 0001 [] 'a' 00 ]
      MALFORMED_PACKET   | flags of UNSUBSCRIBE              | a0 [ 0001 [] 'a' ]
      MALFORMED_PACKET   | flags of PINGREQ                  | c1 00
      MALFORMED_PACKET   | flags of DISCONNECT               | e1 00
      MALFORMED_PACKET   | flags of AUTH                     | f8 00
      MALFORMED_PACKET   | remaining length of 5 bytes       | 30 80808080 01
      MALFORMED_PACKET   | remaining length of 5 large bytes | 30 ffffffff ff
      MALFORMED_PACKET   | remaining length padded           | c0 80 00
      MALFORMED_PACKET   | remaining length 1 too short      | 82 06 0001 00 'a' 00
      MALFORMED_PACKET   | remaining length 2 too long       | 82 09 0001 00 'a' 00 c000
      PACKET_TOO_LARGE   | the largest remaining length      | 30 ffffff7f
      PACKET_TOO_LARGE   | one byte more than allowed        | 30 fdff3f
      # What a client may not send, or not now
      PROTOCOL_ERROR     | second CONNECT                    | 10 [ 'MQTT' 05 02 0000 [] 'bad' ]
      PROTOCOL_ERROR     | CONNACK                           | 20 [ 00 00 [] ]
      PROTOCOL_ERROR     | SUBACK                            | 90 [ 0001 [] 00 ]
      PROTOCOL_ERROR     | UNSUBACK                          | b0 [ 0001 [] 00 ]
      PROTOCOL_ERROR     | PINGRESP                          | d0 00
      PROTOCOL_ERROR     | AUTH where nobody asked           | f0 [ 18 [ 15 'm' ] ]
      # PUBLISH
      MALFORMED_PACKET   | PUBLISH of QoS 3                  | 36 [ 'a' 0001 [] ]
      MALFORMED_PACKET   | PUBLISH of QoS 3 with DUP         | 3e [ 'a' 0001 [] ]
      MALFORMED_PACKET   | PUBLISH of QoS 0 with DUP         | 38 [ 'a' [] ]
      MALFORMED_PACKET   | PUBLISH of nothing                | 30 00
      MALFORMED_PACKET   | topic longer than the packet      | 30 [ 00ff 61 00 ]
      MALFORMED_PACKET   | topic of 65535 bytes, not there   | 30 [ ffff 61 00 ]
      MALFORMED_PACKET   | topic overlong: 2 bytes           | 30 [ 0002 c0af [] ]
      MALFORMED_PACKET   | topic overlong: 3 bytes           | 30 [ 0003 e080af [] ]
      MALFORMED_PACKET   | topic overlong U+0000             | 30 [ 0002 c080 [] ]
      MALFORMED_PACKET   | topic with a high surrogate       | 30 [ 0003 eda080 [] ]
      MALFORMED_PACKET   | topic with a low surrogate        | 30 [ 0003 edbfbf [] ]
      MALFORMED_PACKET   | topic with a pair of surrogates   | 30 [ 0006 eda080edb080 [] ]
      MALFORMED_PACKET   | topic beyond U+10FFFF             | 30 [ 0004 f4908080 [] ]
      MALFORMED_PACKET   | topic with a byte of 0xFF         | 30 [ 0001 ff [] ]
      MALFORMED_PACKET   | topic with half a character       | 30 [ 0003 61e282 [] ]
      MALFORMED_PACKET   | topic with the end of a character | 30 [ 0002 6180 [] ]
      MALFORMED_PACKET   | topic with U+0000                 | 30 [ 0003 610062 [] ]
      MALFORMED_PACKET   | no packet id                      | 32 [ 'a' ]
      MALFORMED_PACKET   | half a packet id                  | 32 [ 'a' 00 ]
      PROTOCOL_ERROR     | packet id 0 at QoS 1              | 32 [ 'a' 0000 [] ]
      PROTOCOL_ERROR     | packet id 0 at QoS 2              | 34 [ 'a' 0000 [] ]
      PROTOCOL_ERROR     | neither topic nor alias           | 30 [ '' [] ]
      TOPIC_NAME_INVALID | topic with +                      | 30 [ 'a/+' [] ]
      TOPIC_NAME_INVALID | topic with + in a level           | 32 [ 'a+b' 0001 [] ]
      TOPIC_NAME_INVALID | topic #                           | 30 [ '#' [] ]
      PROTOCOL_ERROR     | alias that stands for nothing     | 30 [ '' [ 23 0001 ] ]
      TOPIC_ALIAS_INVALID| alias 0                           | 30 [ 'a' [ 23 0000 ] ]
      TOPIC_ALIAS_INVALID| alias 0, no topic                 | 30 [ '' [ 23 0000 ] ]
      TOPIC_ALIAS_INVALID| alias above the maximum           | 30 [ 'a' [ 23 0011 ] ]
      TOPIC_ALIAS_INVALID| alias 65535                       | 30 [ '' [ 23 ffff ] ]
      # Properties, with PUBLISH as the example
      MALFORMED_PACKET   | no property length                | 30 [ 'a' ]
      MALFORMED_PACKET   | properties longer than the packet | 30 [ 'a' 7f ]
      MALFORMED_PACKET   | properties 1 longer               | 30 [ 'a' 03 01 01 ]
      MALFORMED_PACKET   | properties 1 shorter              | 30 [ 'a' 04 02 00000001 ]
      MALFORMED_PACKET   | largest property length           | 30 [ 'a' ffffff7f 01 01 ]
      MALFORMED_PACKET   | property length of 5 bytes        | 30 [ 'a' 8080808001 ]
      MALFORMED_PACKET   | property length padded            | 30 [ 'a' 8200 01 01 ]
      MALFORMED_PACKET   | property length cut off           | 30 [ 'a' 82 ]
      MALFORMED_PACKET   | unknown property                  | 30 [ 'a' [ 7f 00 ] ]
      MALFORMED_PACKET   | property 0                        | 30 [ 'a' [ 00 00 ] ]
      MALFORMED_PACKET   | property identifier of 2 bytes    | 30 [ 'a' [ 8101 00 ] ]
      MALFORMED_PACKET   | property identifier padded        | 30 [ 'a' [ 8100 01 ] ]
      MALFORMED_PACKET   | property of CONNECT               | 30 [ 'a' [ 11 00000001 ] ]
      MALFORMED_PACKET   | property of a will                | 30 [ 'a' [ 18 00000001 ] ]
      MALFORMED_PACKET   | property of CONNACK               | 30 [ 'a' [ 12 'x' ] ]
      MALFORMED_PACKET   | reason string                     | 30 [ 'a' [ 1f 'x' ] ]
      MALFORMED_PACKET   | property without its value        | 30 [ 'a' [ 02 ] ]
      MALFORMED_PACKET   | property with part of its value   | 30 [ 'a' [ 02 0000 ] ]
      MALFORMED_PACKET   | content type cut off              | 30 [ 'a' [ 03 0002 61 ] ]
      MALFORMED_PACKET   | content type not UTF-8            | 30 [ 'a' [ 03 0002 c0af ] ]
      MALFORMED_PACKET   | correlation data of 65535 bytes   | 30 [ 'a' [ 09 ffff 61 ] ]
      MALFORMED_PACKET   | user property without a value     | 30 [ 'a' [ 26 'k' ] ]
      MALFORMED_PACKET   | user property not UTF-8: name     | 30 [ 'a' [ 26 0001 80 'v' ] ]
      MALFORMED_PACKET   | user property not UTF-8: value    | 30 [ 'a' [ 26 'k' 0001 ff ] ]
      MALFORMED_PACKET   | user property with U+0000         | 30 [ 'a' [ 26 'k' 0001 00 ] ]
      MALFORMED_PACKET   | user property of 65535 bytes      | 30 [ 'a' [ 26 'k' ffff 78 ] ]
      PROTOCOL_ERROR     | payload format 2                  | 30 [ 'a' [ 01 02 ] ]
      PROTOCOL_ERROR     | payload format twice              | 30 [ 'a' [ 01 01 01 01 ] ]
      PROTOCOL_ERROR     | message expiry twice              | 30 [ 'a' [ 02 00000001 02 00000001 ] ]
      PROTOCOL_ERROR     | topic alias twice                 | 30 [ 'a' [ 23 0001 23 0001 ] ]
      PROTOCOL_ERROR     | content type twice                | 30 [ 'a' [ 03 'x' 03 'x' ] ]
      PROTOCOL_ERROR     | response topic twice              | 30 [ 'a' [ 08 'x' 08 'x' ] ]
      PROTOCOL_ERROR     | correlation data twice            | 30 [ 'a' [ 09 'x' 09 'x' ] ]
      PROTOCOL_ERROR     | subscription identifier           | 30 [ 'a' [ 0b 01 ] ]
      TOPIC_NAME_INVALID | response topic with a wildcard    | 30 [ 'a' [ 08 'x/#' ] ]
      TOPIC_NAME_INVALID | empty response topic              | 30 [ 'a' [ 08 '' ] ]
      # PUBACK, PUBREC, PUBREL, PUBCOMP
      MALFORMED_PACKET   | PUBACK of nothing                 | 40 00
      MALFORMED_PACKET   | PUBREC with half a packet id      | 50 [ 00 ]
      PROTOCOL_ERROR     | PUBACK with packet id 0           | 40 [ 0000 ]
      PROTOCOL_ERROR     | PUBREC with packet id 0           | 50 [ 0000 ]
      PROTOCOL_ERROR     | PUBREL with packet id 0           | 62 [ 0000 ]
      PROTOCOL_ERROR     | PUBCOMP with packet id 0          | 70 [ 0000 ]
      PROTOCOL_ERROR     | PUBACK with an unknown reason     | 40 [ 0001 01 ]
      PROTOCOL_ERROR     | PUBREC with a reason of PUBREL    | 50 [ 0001 92 ]
      PROTOCOL_ERROR     | PUBREL with a reason of PUBACK    | 62 [ 0001 10 ]
      PROTOCOL_ERROR     | PUBCOMP with a reason of SUBACK   | 70 [ 0001 9e ]
      MALFORMED_PACKET   | PUBACK and more                   | 40 [ 0001 00 [] 00 ]
      MALFORMED_PACKET   | PUBREC with longer properties     | 50 [ 0001 00 05 1f 0001 ]
      MALFORMED_PACKET   | PUBREL with a topic alias         | 62 [ 0001 00 [ 23 0001 ] ]
      PROTOCOL_ERROR     | PUBCOMP with two reason strings   | 70 [ 0001 00 [ 1f 'x' 1f 'y' ] ]
      # SUBSCRIBE
      MALFORMED_PACKET   | SUBSCRIBE of nothing              | 82 00
      MALFORMED_PACKET   | SUBSCRIBE without properties      | 82 [ 0001 ]
      PROTOCOL_ERROR     | SUBSCRIBE without a filter        | 82 [ 0001 [] ]
      PROTOCOL_ERROR     | SUBSCRIBE with packet id 0        | 82 [ 0000 [] 'a' 00 ]
      MALFORMED_PACKET   | filter without options            | 82 [ 0001 [] 'a' ]
      MALFORMED_PACKET   | second filter without options     | 82 [ 0001 [] 'a' 00 'b' ]
      MALFORMED_PACKET   | filter longer than the packet     | 82 [ 0001 [] 0003 61 00 ]
      MALFORMED_PACKET   | filter not UTF-8                  | 82 [ 0001 [] 0002 c0af 00 ]
      MALFORMED_PACKET   | filter with U+0000                | 82 [ 0001 [] 0001 00 00 ]
      MALFORMED_PACKET   | options with the first reserved   | 82 [ 0001 [] 'a' 40 ]
      MALFORMED_PACKET   | options with the second reserved  | 82 [ 0001 [] 'a' 80 ]
      MALFORMED_PACKET   | subscription to QoS 3             | 82 [ 0001 [] 'a' 03 ]
      PROTOCOL_ERROR     | retain handling 3                 | 82 [ 0001 [] 'a' 30 ]
      PROTOCOL_ERROR     | shared with no local              | 82 [ 0001 [] '$share/g/a' 04 ]
      PROTOCOL_ERROR     | subscription identifier 0         | 82 [ 0001 [ 0b 00 ] 'a' 00 ]
      PROTOCOL_ERROR     | subscription identifier twice     | 82 [ 0001 [ 0b 01 0b 02 ] 'a' 00 ]
      MALFORMED_PACKET   | subscription identifier, 5 bytes  | 82 [ 0001 [ 0b 8080808001 ] 'a' 00 ]
      MALFORMED_PACKET   | subscription identifier cut off   | 82 [ 0001 [ 0b 80 ] 'a' 00 ]
      MALFORMED_PACKET   | SUBSCRIBE with a reason string    | 82 [ 0001 [ 1f 'x' ] 'a' 00 ]
      # UNSUBSCRIBE
      MALFORMED_PACKET   | UNSUBSCRIBE of nothing            | a2 00
      PROTOCOL_ERROR     | UNSUBSCRIBE without a filter      | a2 [ 0001 [] ]
      PROTOCOL_ERROR     | UNSUBSCRIBE with packet id 0      | a2 [ 0000 [] 'a' ]
      MALFORMED_PACKET   | UNSUBSCRIBE, filter cut off       | a2 [ 0001 [] 0002 61 ]
      MALFORMED_PACKET   | UNSUBSCRIBE, filter not UTF-8     | a2 [ 0001 [] 0001 ff ]
      MALFORMED_PACKET   | UNSUBSCRIBE with an identifier    | a2 [ 0001 [ 0b 01 ] 'a' ]
      # PINGREQ, DISCONNECT, AUTH
      MALFORMED_PACKET   | PINGREQ with content              | c0 [ 00 ]
      PROTOCOL_ERROR     | DISCONNECT, unknown reason        | e0 [ 01 ]
      PROTOCOL_ERROR     | DISCONNECT, reason of a server    | e0 [ 8e ]
      MALFORMED_PACKET   | DISCONNECT and more               | e0 [ 00 [] 00 ]
      MALFORMED_PACKET   | DISCONNECT with longer properties | e0 [ 00 05 11 0000 ]
      MALFORMED_PACKET   | DISCONNECT, receive maximum       | e0 [ 00 [ 21 0001 ] ]
      MALFORMED_PACKET   | DISCONNECT, server reference      | e0 [ 00 [ 1c 'x' ] ]
      PROTOCOL_ERROR     | DISCONNECT, expiry twice          | e0 [ 00 [ 11 00000000 11 00000000 ] ]
      PROTOCOL_ERROR     | AUTH of nothing                   | f0 00
      PROTOCOL_ERROR     | AUTH, reason of a server          | f0 [ 00 [ 15 'm' ] ]
      MALFORMED_PACKET   | AUTH with a topic alias           | f0 [ 18 [ 15 'm' 23 0001 ] ]
      PROTOCOL_ERROR     | AUTH, method twice                | f0 [ 18 [ 15 'm' 15 'm' ] ]
      MALFORMED_PACKET   | AUTH and more                     | f0 [ 18 [ 15 'm' ] 00 ]
      """;

  /** From a client of MQTT 3.1.1 that is connected: a server has no way to say why. */
  private static final String AFTER_CONNECT_311 =
      """
      - | packet type 0                     | 00 00
      - | packet type 15                    | f0 00
      - | flags of PUBACK                   | 42 [ 0001 ]
      - | flags of PUBREC                   | 51 [ 0001 ]
      - | flags of PUBREL                   | 60 [ 0001 ]
      - | flags of PUBCOMP                  | 72 [ 0001 ]
      - | flags of SUBSCRIBE                | 80 [ 0001 'a' 00 ]
      - | flags of UNSUBSCRIBE              | a0 [ 0001 'a' ]
      - | flags of PINGREQ                  | c1 00
      - | flags of DISCONNECT               | e1 00
      - | remaining length of 5 bytes       | 30 80808080 01
      - | remaining length 1 too short      | 82 05 0001 'a' 00
      - | remaining length 2 too long       | 82 08 0001 'a' 00 c000
      - | the largest remaining length      | 30 ffffff7f
      - | second CONNECT                    | 10 [ 'MQTT' 04 02 0000 'bad' ]
      - | CONNACK                           | 20 [ 00 00 ]
      - | SUBACK                            | 90 [ 0001 00 ]
      - | UNSUBACK                          | b0 [ 0001 ]
      - | PINGRESP                          | d0 00
      - | PUBLISH of QoS 3                  | 36 [ 'a' 0001 ]
      - | PUBLISH of QoS 0 with DUP         | 38 [ 'a' ]
      - | PUBLISH of nothing                | 30 00
      - | no topic                          | 30 [ '' ]
      - | topic longer than the packet      | 30 [ 00ff 61 ]
      - | topic overlong                    | 30 [ 0002 c0af ]
      - | topic with a surrogate            | 30 [ 0003 eda080 ]
      - | topic with half a character       | 30 [ 0003 61e282 ]
      - | topic with U+0000                 | 30 [ 0003 610062 ]
      - | topic with +                      | 30 [ 'a/+' ]
      - | topic #                           | 30 [ '#' ]
      - | no packet id                      | 32 [ 'a' ]
      - | packet id 0 at QoS 1              | 32 [ 'a' 0000 ]
      - | packet id 0 at QoS 2              | 34 [ 'a' 0000 ]
      - | PUBACK with packet id 0           | 40 [ 0000 ]
      - | PUBACK with a reason              | 40 [ 0001 00 ]
      - | PUBREC with a reason              | 50 [ 0001 00 ]
      - | PUBREL with packet id 0           | 62 [ 0000 ]
      - | PUBREL with a reason              | 62 [ 0001 00 ]
      - | PUBCOMP with half a packet id     | 70 [ 00 ]
      - | SUBSCRIBE without a filter        | 82 [ 0001 ]
      - | SUBSCRIBE with packet id 0        | 82 [ 0000 'a' 00 ]
      - | filter without QoS                | 82 [ 0001 'a' ]
      - | filter not UTF-8                  | 82 [ 0001 0002 c0af 00 ]
      - | subscription to QoS 3             | 82 [ 0001 'a' 03 ]
      - | subscription with no local        | 82 [ 0001 'a' 04 ]
      - | subscription with retain handling | 82 [ 0001 'a' 10 ]
      - | subscription with a reserved bit  | 82 [ 0001 'a' 80 ]
      - | UNSUBSCRIBE without a filter      | a2 [ 0001 ]
      - | UNSUBSCRIBE with packet id 0      | a2 [ 0000 'a' ]
      - | UNSUBSCRIBE, filter cut off       | a2 [ 0001 0002 61 ]
      - | PINGREQ with content              | c0 [ 00 ]
      - | DISCONNECT with content           | e0 [ 00 ]
      """;

  /** In place of a good CONNECT: the reason stands in CONNACK, if the client is of MQTT 5. */
  private static final String CONNECTS =
      """
      # Not MQTT, or not the beginning of it
      -                  | a request of HTTP                 | 474554202f20485454502f312e310d0a
      -                  | the hello of TLS                  | 1603010200010001fc0303
      -                  | a stream of zeros                 | 0000000000000000
      -                  | a stream of ones                  | ffffffffffffffff
      -                  | PUBLISH first                     | 30 [ 'a' [] ]
      -                  | SUBSCRIBE first                   | 82 [ 0001 [] 'a' 00 ]
      -                  | PINGREQ first                     | c0 00
      -                  | DISCONNECT first                  | e0 00
      -                  | AUTH first                        | f0 00
      -                  | CONNACK first                     | 20 [ 00 00 ]
      -                  | CONNECT with flags                | 11 [ 'MQTT' 05 02 0000 [] 'bad' ]
      -                  | CONNECT of nothing                | 10 00
      -                  | CONNECT of 5 length bytes         | 10 ffffffff 7f
      -                  | CONNECT of 256 MB                 | 10 ffffff7f
      -                  | protocol name of another protocol | 10 [ 'HTTP' 05 02 0000 [] 'bad' ]
      -                  | protocol name in lower case       | 10 [ 'mqtt' 05 02 0000 [] 'bad' ]
      -                  | no protocol name                  | 10 [ '' 05 02 0000 [] 'bad' ]
      -                  | protocol name not UTF-8           | 10 [ 0004 ffffffff 05 02 0000 [] 'bad' ]
      -                  | protocol name cut off             | 10 [ 0004 4d51 ]
      1                  | MQTT 3.1                          | 10 [ 'MQIsdp' 03 02 0000 'bad' ]
      1                  | MQTT level 3                      | 10 [ 'MQTT' 03 02 0000 'bad' ]
      1                  | MQTT level 6                      | 10 [ 'MQTT' 06 02 0000 [] 'bad' ]
      1                  | MQTT level 0                      | 10 [ 'MQTT' 00 02 0000 'bad' ]
      1                  | MQTT level of a bridge            | 10 [ 'MQTT' 84 02 0000 'bad' ]
      # MQTT 5
      MALFORMED_PACKET   | reserved flag                     | 10 [ 'MQTT' 05 03 0000 [] 'bad' ]
      MALFORMED_PACKET   | will of QoS 3                     | 10 [ 'MQTT' 05 1e 0000 [] 'bad' [] 'w' '' ]
      MALFORMED_PACKET   | will QoS, no will                 | 10 [ 'MQTT' 05 0a 0000 [] 'bad' ]
      MALFORMED_PACKET   | will retain, no will              | 10 [ 'MQTT' 05 22 0000 [] 'bad' ]
      MALFORMED_PACKET   | nothing after the level           | 10 [ 'MQTT' 05 ]
      MALFORMED_PACKET   | no client id                      | 10 [ 'MQTT' 05 02 0000 [] ]
      MALFORMED_PACKET   | client id cut off                 | 10 [ 'MQTT' 05 02 0000 [] 0004 62 ]
      MALFORMED_PACKET   | client id not UTF-8               | 10 [ 'MQTT' 05 02 0000 [] 0003 eda080 ]
      MALFORMED_PACKET   | client id with U+0000             | 10 [ 'MQTT' 05 02 0000 [] 0001 00 ]
      MALFORMED_PACKET   | no will                           | 10 [ 'MQTT' 05 06 0000 [] 'bad' ]
      MALFORMED_PACKET   | no will message                   | 10 [ 'MQTT' 05 06 0000 [] 'bad' [] 'w' ]
      MALFORMED_PACKET   | will topic not UTF-8              | 10 [ 'MQTT' 05 06 0000 [] 'bad' [] 0001 ff '' ]
      MALFORMED_PACKET   | will message cut off              | 10 [ 'MQTT' 05 06 0000 [] 'bad' [] 'w' ffff ]
      MALFORMED_PACKET   | no user name                      | 10 [ 'MQTT' 05 82 0000 [] 'bad' ]
      MALFORMED_PACKET   | user name not UTF-8               | 10 [ 'MQTT' 05 82 0000 [] 'bad' 0002 c0af ]
      MALFORMED_PACKET   | no password                       | 10 [ 'MQTT' 05 c2 0000 [] 'bad' 'user' ]
      MALFORMED_PACKET   | user name without its flag        | 10 [ 'MQTT' 05 02 0000 [] 'bad' 'user' ]
      MALFORMED_PACKET   | properties longer than the packet | 10 [ 'MQTT' 05 02 0000 7f 'bad' ]
      MALFORMED_PACKET   | properties 1 shorter              | 10 [ 'MQTT' 05 02 0000 04 11 00000001 'bad' ]
      MALFORMED_PACKET   | property of PUBLISH               | 10 [ 'MQTT' 05 02 0000 [ 23 0001 ] 'bad' ]
      MALFORMED_PACKET   | property of a will in CONNECT     | 10 [ 'MQTT' 05 02 0000 [ 18 00000001 ] 'bad' ]
      MALFORMED_PACKET   | property of CONNECT in a will     | 10 [ 'MQTT' 05 06 0000 [] 'bad' [ 11 00000001 ] 'w' '' ]
      PROTOCOL_ERROR     | receive maximum 0                 | 10 [ 'MQTT' 05 02 0000 [ 21 0000 ] 'bad' ]
      PROTOCOL_ERROR     | maximum packet size 0             | 10 [ 'MQTT' 05 02 0000 [ 27 00000000 ] 'bad' ]
      PROTOCOL_ERROR     | request problem information 2     | 10 [ 'MQTT' 05 02 0000 [ 17 02 ] 'bad' ]
      PROTOCOL_ERROR     | request response information 255  | 10 [ 'MQTT' 05 02 0000 [ 19 ff ] 'bad' ]
      PROTOCOL_ERROR     | session expiry twice              | 10 [ 'MQTT' 05 02 0000 [ 11 00000001 11 00000001 ] 'bad' ]
      PROTOCOL_ERROR     | receive maximum twice             | 10 [ 'MQTT' 05 02 0000 [ 21 0001 21 0001 ] 'bad' ]
      PROTOCOL_ERROR     | authentication method twice       | 10 [ 'MQTT' 05 02 0000 [ 15 'm' 15 'm' ] 'bad' ]
      PROTOCOL_ERROR     | authentication data, no method    | 10 [ 'MQTT' 05 02 0000 [ 16 'd' ] 'bad' ]
      PROTOCOL_ERROR     | will delay twice                  | 10 [ 'MQTT' 05 06 0000 [] 'bad' [ 18 00000001 18 00000001 ] 'w' '' ]
      PROTOCOL_ERROR     | payload format 2 of a will        | 10 [ 'MQTT' 05 06 0000 [] 'bad' [ 01 02 ] 'w' '' ]
      TOPIC_NAME_INVALID | will topic with a wildcard        | 10 [ 'MQTT' 05 06 0000 [] 'bad' [] 'w/#' '' ]
      TOPIC_NAME_INVALID | will without a topic              | 10 [ 'MQTT' 05 06 0000 [] 'bad' [] '' '' ]
      TOPIC_NAME_INVALID | response topic with a wildcard    | 10 [ 'MQTT' 05 06 0000 [] 'bad' [ 08 '+' ] 'w' '' ]
      # MQTT 3.1.1
      -                  | 3.1.1: reserved flag              | 10 [ 'MQTT' 04 03 0000 'bad' ]
      -                  | 3.1.1: will of QoS 3              | 10 [ 'MQTT' 04 1e 0000 'bad' 'w' '' ]
      -                  | 3.1.1: will QoS, no will          | 10 [ 'MQTT' 04 12 0000 'bad' ]
      -                  | 3.1.1: will retain, no will       | 10 [ 'MQTT' 04 22 0000 'bad' ]
      -                  | 3.1.1: will topic with a wildcard | 10 [ 'MQTT' 04 06 0000 'bad' '+' '' ]
      -                  | 3.1.1: password, no user name     | 10 [ 'MQTT' 04 42 0000 'bad' 'word' ]
      -                  | 3.1.1: no client id               | 10 [ 'MQTT' 04 02 0000 ]
      -                  | 3.1.1: client id not UTF-8        | 10 [ 'MQTT' 04 02 0000 0001 80 ]
      -                  | 3.1.1: no password                | 10 [ 'MQTT' 04 c2 0000 'bad' 'user' ]
      -                  | 3.1.1: and more                   | 10 [ 'MQTT' 04 02 0000 'bad' 00 ]
      2                  | 3.1.1: a session, no client id    | 10 [ 'MQTT' 04 00 0000 '' ]
      """;

  /**
   * @param outcome a reason code's name, the number of a return code of MQTT 3.1.1, or {@link
   *     #SILENCE}
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
  record BadPacket(String name, byte[] bytes, String outcome) {
    @Override
    public String toString() {
      return name;
    }
  }

  private MalformedCorpus() {}

  static Stream<BadPacket> afterConnectOfMqtt5() {
    String manyLevels = "/".repeat(200);
    String longTopic = PacketNotation.letters(4_097);
    return Stream.concat(
        read(AFTER_CONNECT_5),
        read(
            "TOPIC_NAME_INVALID | 201 levels | 30 [ '"
                + manyLevels
                + "' [] ]\n"
                + "TOPIC_NAME_INVALID | a topic of 4097 bytes | 30 [ '"
                + longTopic
                + "' [] ]\n"));
  }

  static Stream<BadPacket> afterConnectOfMqtt311() {
    return read(AFTER_CONNECT_311);
  }

  static Stream<BadPacket> connects() {
    return read(CONNECTS);
  }

  private static Stream<BadPacket> read(String table) {
    return table.lines().filter(line -> !line.startsWith("#")).map(MalformedCorpus::row);
  }

  private static BadPacket row(String line) {
    String[] columns = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
    return new BadPacket(columns[1], PacketNotation.bytes(columns[2]), columns[0]);
  }
}
