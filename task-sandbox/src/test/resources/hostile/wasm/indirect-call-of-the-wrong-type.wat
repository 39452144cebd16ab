;; expect: THREW
;; says: expected (type
(type $wrong (func (param i32) (result i32)))
(table 1 funcref)
(elem (i32.const 0) $nothing)
(func $nothing)
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (call_indirect (type $wrong) (i32.const 1) (i32.const 0)))
  (i64.const 0))
