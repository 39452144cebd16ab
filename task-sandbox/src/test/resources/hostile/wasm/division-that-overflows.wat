;; expect: THREW
;; says: overflow
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))
