;; expect: TIMED_OUT
(type $procedure (func))
(table 1 funcref)
(elem (i32.const 0) $nothing)
(func $nothing)
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again
    (call_indirect (type $procedure) (i32.const 0))
    (br $again))
  (i64.const 0))
