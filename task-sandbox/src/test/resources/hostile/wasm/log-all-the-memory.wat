;; expect: COMPLETED
(import "coordinator" "log" (func $log (param i32 i32 i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 400)))
  (call $log (i32.const 1) (i32.const 0) (i32.const 26000000))
  (i64.const 0))
