;; expect: THREW
;; says: divide by zero
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i64.div_s (i64.const 1) (i64.extend_i32_u (i32.const 0))))
