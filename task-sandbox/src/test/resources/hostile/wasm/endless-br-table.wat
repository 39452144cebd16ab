;; expect: TIMED_OUT
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (local $i i32)
  (loop $again
    (local.set $i (i32.and (i32.add (local.get $i) (i32.const 1)) (i32.const 1)))
    (br_table $again $again $again (local.get $i)))
  (i64.const 0))
