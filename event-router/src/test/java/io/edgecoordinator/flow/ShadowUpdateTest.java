package io.edgecoordinator.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgecoordinator.event.Event;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowUpdateTest {

  private static Event update(String to, String topic, String payload) throws ExpressionException {
    Flow flow =
        Rows.parse("flows: [{id: a, topic: 'freezers/{freezer}/{part}', to: [%s]}]".formatted(to))
            .getFirst();
    Map<String, String> captures = flow.topic().captures(topic);
    return ShadowUpdate.of(
        Rows.event(topic, payload), (Destination.Shadow) flow.to().getFirst(), captures);
  }

  @Test
  void thePayloadBecomesReportedByteForByte() throws ExpressionException {
    Event update =
        update("{shadow: 'f-{freezer}'}", "freezers/7/door", "{\"n\": 1.50, \"m\":null}");

    assertThat(update.topic()).isEqualTo("$aws/things/f-7/shadow/update");
    assertThat(update.payload().text())
        .isEqualTo("{\"state\":{\"reported\":{\"n\": 1.50, \"m\":null}}}");
    assertThat(update.hops()).isEqualTo(1);
    assertThat(update.device()).isEqualTo("freezer-1");
    assertThat(ShadowUpdate.fault(update)).isNull();
  }

  @Test
  void expressionsSayWhatBecomesDesiredAndReportedInOneUpdate() throws ExpressionException {
    Event update =
        update(
            "{shadow: '{freezer}', name: '{part}',"
                + " reported: \"{'c': event.celsius}\", desired: 'null'}",
            "freezers/7/door",
            "{\"celsius\": -18.5, \"x\": 1}");

    assertThat(update.topic()).isEqualTo("$aws/things/7/shadow/name/door/update");
    assertThat(update.payload().text())
        .isEqualTo("{\"state\":{\"desired\":null,\"reported\":{\"c\":-18.5}}}");
    assertThat(ShadowUpdate.fault(update)).isNull();
  }

  @Test
  void whatIsNotJsonIsPassedOnAndCantPretendToBeMore() throws ExpressionException {
    String cunning = "1},\"desired\":{\"open\":true}";
    Event update = update("{shadow: '{freezer}'}", "freezers/7/door", cunning);

    assertThat(update.payload().text()).isEqualTo(cunning);
    assertThat(ShadowUpdate.fault(update)).isEqualTo("the payload is not JSON");
  }

  @Test
  void whatWillBeRejectedIsKnownBefore() throws ExpressionException {
    assertThat(ShadowUpdate.fault(update("{shadow: '{part}'}", "freezers/7/my door", "{}")))
        .isEqualTo("the name of a thing is letters, digits, ':', '_' and '-'");
    String tooLong = "freezers/7/" + "x".repeat(65);
    assertThat(ShadowUpdate.fault(update("{shadow: '{part}'}", tooLong, "{}"))).isNull();
    assertThat(ShadowUpdate.fault(update("{shadow: a, name: '{part}'}", tooLong, "{}")))
        .isEqualTo("the name of a shadow has no more than 64 characters");
    assertThat(
            ShadowUpdate.fault(
                update("{shadow: a, reported: event.n}", "freezers/7/x", "{\"n\": 3}")))
        .isEqualTo("reported must be an object");
  }

  @Test
  void anExpressionWithoutAValueGivesNoUpdate() {
    assertThatThrownBy(
            () -> update("{shadow: a, reported: \"{'n': event.n}\"}", "freezers/7/x", "{}"))
        .hasMessage("no such key: n");
  }
}
