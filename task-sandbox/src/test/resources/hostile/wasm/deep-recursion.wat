;; expect: THREW
;; says: call stack exhausted
(func $deeper (param $n i32) (call $deeper (i32.add (local.get $n) (i32.const 1))))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call $deeper (i32.const 0))
  (i64.const 0))
