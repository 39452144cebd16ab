;; expect: THREW
(import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (call $random_get (i32.const -8) (i32.const 8)))
  (i64.const 0))
