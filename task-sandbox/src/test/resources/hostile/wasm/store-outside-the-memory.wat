;; expect: THREW
;; says: out-of-bounds
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i32.store (i32.const 65534) (i32.const 1))
  (i64.const 0))
