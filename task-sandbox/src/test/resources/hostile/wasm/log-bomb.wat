;; expect: TIMED_OUT
(import "coordinator" "log" (func $log (param i32 i32 i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again
    (call $log (i32.const 1) (i32.const 4096) (i32.const 1000))
    (br $again))
  (i64.const 0))
