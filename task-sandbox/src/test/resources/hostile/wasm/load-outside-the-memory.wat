;; expect: THREW
;; says: out-of-bounds
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i64.load (i32.const -8)))
