;; expect: TIMED_OUT
;; says: timeout: ran for
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again (br $again))
  (i64.const 0))
