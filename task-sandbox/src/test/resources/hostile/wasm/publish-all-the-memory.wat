;; expect: OUTPUT_TOO_LARGE
;; says: output: returned and published 26,000,007 bytes
(import "coordinator" "publish" (func $publish (param i32 i32 i32 i32) (result i32)))
(data (i32.const 16) "out/all")
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 400)))
  (drop (call $publish (i32.const 16) (i32.const 7) (i32.const 0) (i32.const 26000000)))
  (i64.const 0))
