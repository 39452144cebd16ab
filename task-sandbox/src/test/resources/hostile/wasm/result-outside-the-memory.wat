;; expect: INVALID_RESULT
;; says: not in the module's memory
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call $pack (i32.const -16) (i32.const 100)))
