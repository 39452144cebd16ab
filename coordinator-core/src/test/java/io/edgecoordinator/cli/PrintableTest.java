package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void textStaysAsItIs() {
    String text = "-12.5 °C → Zürich 冷";

    assertThat(Printable.of(text)).isSameAs(text);
  }

  @Test
  void whatSteersATerminalIsSpeltOut() {
    assertThat(Printable.of("a\u001b[31mb\nc\u009bd\u202ee"))
        .isEqualTo("a\\u001b[31mb\\nc\\u009bd\\u202ee");
  }
}
