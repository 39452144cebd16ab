;; expect: THREW
;; says: out-of-bounds
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i64.load offset=4294967295 (i32.const -1)))
