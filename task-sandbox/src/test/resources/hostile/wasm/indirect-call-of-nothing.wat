;; expect: THREW
;; says: is uninitialized
(type $procedure (func))
(table 1 funcref)
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call_indirect (type $procedure) (i32.const 0))
  (i64.const 0))
