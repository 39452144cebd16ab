;; expect: INVALID_RESULT | OUTPUT_TOO_LARGE
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (i64.const -1))
