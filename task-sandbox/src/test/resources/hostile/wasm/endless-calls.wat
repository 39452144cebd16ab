;; expect: TIMED_OUT
(func $nothing)
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again (call $nothing) (br $again))
  (i64.const 0))
