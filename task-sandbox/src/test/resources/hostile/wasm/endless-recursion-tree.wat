;; expect: TIMED_OUT
(func $tree (param $depth i32)
  (if (local.get $depth)
    (then
      (call $tree (i32.sub (local.get $depth) (i32.const 1)))
      (call $tree (i32.sub (local.get $depth) (i32.const 1))))))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call $tree (i32.const 200))
  (i64.const 0))
