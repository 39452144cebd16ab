;; expect: THREW
;; says: unreachable
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (if (i32.lt_s (memory.grow (i32.const 65535)) (i32.const 0)) (then unreachable))
  (i64.const 0))
