;; expect: THREW
;; says: unreachable
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  unreachable)
