;; expect: THREW
;; says: call stack exhausted
(type $procedure (func))
(table 1 funcref)
(elem (i32.const 0) $deeper)
(func $deeper (call_indirect (type $procedure) (i32.const 0)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call_indirect (type $procedure) (i32.const 0))
  (i64.const 0))
