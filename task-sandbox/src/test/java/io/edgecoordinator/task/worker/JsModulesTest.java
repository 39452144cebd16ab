package io.edgecoordinator.task.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a bundle and packages from npm, found as Node.js finds them. */
class JsModulesTest {

  private static Map<String, String> bundle(String task, String... pathsAndTexts) {
    Map<String, String> files = new HashMap<>();
    files.put("task.js", task);
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return files;
  }

  private static final String[] PACKAGES = {
    "node_modules/main/package.json", "{\"main\": \"./lib/m\"}",
    "node_modules/main/lib/m.js", "exports.k = 'main'; exports.deep = require('inner').k;",
    "node_modules/main/lib/other.js", "module.exports = { k: 'other' };",
    "node_modules/main/node_modules/inner/index.js", "exports.k = 'nested';",
    "node_modules/inner/index.js", "exports.k = 'outer';",
    "node_modules/@scope/pack/package.json", "{\"exports\": \"./x.js\", \"type\": \"module\"}",
    "node_modules/@scope/pack/x.js", "export const k = 'scoped';",
    "node_modules/both/package.json",
        """
        {"exports": {
          ".": {"types": "./t.d.ts", "import": "./m.mjs", "require": "./c.cjs"},
          "./feature/*": "./features/*.js",
          "./nothing": null,
          "./package.json": "./package.json"
        }, "imports": {"#own": {"default": "./own.cjs"}}}
        """,
    "node_modules/both/m.mjs", "import own from '#own'; export const k = 'import ' + own;",
    "node_modules/both/c.cjs", "exports.k = 'require ' + require('#own');",
    "node_modules/both/own.cjs", "module.exports = 'own';",
    "node_modules/both/features/a.js", "exports.k = 'feature';",
    "node_modules/both/hidden.js", "exports.k = 'hidden';",
    "node_modules/esm/package.json", "{\"module\": \"m.js\", \"main\": \"c.js\"}",
    "node_modules/esm/m.js", "export const k = 'module';",
    "node_modules/esm/c.js", "exports.k = 'main of esm';",
    "data.json", "{\"k\": 'no'}".replace('\'', '"'),
  };

  @ParameterizedTest
  @CsvSource({
    "main, main",
    "main/lib/other.js, other",
    "@scope/pack, scoped",
    "both, import own",
    "both/feature/a, feature",
    "esm, module",
    "inner, outer"
  })
  void importFindsPackages(String name, String expected) throws Exception {
    String task = "import { k } from '" + name + "'; export const handler = () => k;";
    assertThat(TestGuest.result(bundle(task, PACKAGES))).isEqualTo('"' + expected + '"');
    String late = "export const handler = async () => (await import('" + name + "')).k;";
    assertThat(TestGuest.result(bundle(late, PACKAGES))).isEqualTo('"' + expected + '"');
  }

  @ParameterizedTest
  @CsvSource({
    "main, main",
    "main/lib/other, other",
    "@scope/pack, scoped",
    "both, require own",
    "both/feature/a, feature",
    "esm, main of esm",
    "./data.json, no",
    "./data, no"
  })
  void requireFindsPackages(String name, String expected) throws Exception {
    String task = "exports.handler = () => require('" + name + "').k;";
    assertThat(TestGuest.result(bundle(task, PACKAGES))).isEqualTo('"' + expected + '"');
  }

  @Test
  void aPackageFindsItsOwnDependencyFirst() throws Exception {
    String task = "import { deep } from 'main'; export const handler = () => deep;";
    assertThat(TestGuest.result(bundle(task, PACKAGES))).isEqualTo("\"nested\"");
  }

  @ParameterizedTest
  @CsvSource({"both/hidden.js", "both/nothing", "nothere", "fs", "node:fs", "../../etc/passwd"})
  void whatIsNotThereIsNamed(String name) {
    try (TestGuest guest =
        new TestGuest(bundle("exports.handler = require('" + name + "');", PACKAGES))) {
      assertThatThrownBy(guest::load).hasMessageContaining(name);
    }
    try (TestGuest guest =
        new TestGuest(bundle("import '" + name + "'; export const handler = 1;", PACKAGES))) {
      assertThatThrownBy(guest::load).hasMessageContaining(name.replace("../", ""));
    }
  }

  @Test
  void missingBuiltInModuleSaysWhichThereAre() {
    try (TestGuest guest = new TestGuest("import 'node:http'; export const handler = 1;")) {
      assertThatThrownBy(guest::load)
          .hasMessageContaining("built in are assert, buffer, crypto, events, path");
    }
  }

  @Test
  void esModulesImportCommonJsByDefaultAndByName() throws Exception {
    String task =
        "import all, { a, 'odd name' as odd } from './c.cjs'; import { join } from 'node:path';"
            + " export const handler = () => [all.a === a, a, odd, join('x', 'y')];";
    assertThat(
            TestGuest.result(
                bundle(
                    task, "c.cjs", "exports.a = 1; exports['odd name'] = 2; exports.class = 3;")))
        .isEqualTo("[true,1,2,\"x/y\"]");
  }

  @Test
  void aModuleIsRunOnceHoweverItIsAskedFor() throws Exception {
    String task =
        "import c from './c.cjs'; import { again } from './again.cjs';"
            + " export const handler = () => [c === again, c.runs];";
    assertThat(
            TestGuest.result(
                bundle(
                    task,
                    "c.cjs",
                    "globalThis.runs = (globalThis.runs ?? 0) + 1; exports.runs = runs;",
                    "again.cjs",
                    "exports.again = require('./c.cjs');")))
        .isEqualTo("[true,1]");
  }

  @Test
  void commonJsRequiresEsModules() throws Exception {
    String task = "const { k } = require('./m.mjs'); exports.handler = () => k;";
    assertThat(
            TestGuest.result(
                bundle(
                    task, "m.mjs", "export { k } from './n.mjs';", "n.mjs", "export const k = 3;")))
        .isEqualTo("3");
  }

  @Test
  void circlesOfCommonJsSeeWhatIsThereSoFar() throws Exception {
    String task =
        "exports.early = 1; const b = require('./b.cjs'); exports.handler = () => b.seen;";
    assertThat(
            TestGuest.result(bundle(task, "b.cjs", "exports.seen = require('./task.js').early;")))
        .isEqualTo("1");
  }

  @Test
  void theNearestPackageJsonSaysWhatAFileIs() throws Exception {
    String task = "export const handler = () => typeof require;";
    assertThat(TestGuest.result(bundle(task, "package.json", "{\"type\": \"module\"}")))
        .isEqualTo("\"undefined\"");
    try (TestGuest guest =
        new TestGuest(bundle(task, "package.json", "{\"type\": \"commonjs\"}"))) {
      assertThatThrownBy(guest::load).hasMessageContaining("SyntaxError");
    }
  }

  @Test
  void relativePathsBeginAtTheFileThatNamesThem() throws Exception {
    Map<String, String> files =
        Map.of(
            "sub/task.js",
                "import { k } from './k.js'; export const handler = async () => [k, (await import('../k.js')).k];",
            "sub/k.js", "export const k = 'near';",
            "k.js", "export const k = 'above';");
    try (TestGuest guest = new TestGuest(files, "sub/task")) {
      guest.load();
      assertThat(TestGuest.returned(guest.call())).isEqualTo("[\"near\",\"above\"]");
    }
  }

  @Test
  void jsonIsImportedWithItsType() throws Exception {
    String task =
        "import d from './d.json' with { type: 'json' }; export const handler = () => d.x;";
    assertThat(TestGuest.result(bundle(task, "d.json", "{\"x\": 5}"))).isEqualTo("5");
  }

  @Test
  void missingModuleHasTheCodeThatPackagesLookFor() throws Exception {
    String task =
        "exports.handler = () => { try { require('optional') } catch (e) { return e.code } };";
    assertThat(TestGuest.result(task)).isEqualTo("\"MODULE_NOT_FOUND\"");
  }
}
