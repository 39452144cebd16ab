;; expect: THREW
;; says: invalid conversion
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i64.trunc_f64_s (f64.const nan)))
