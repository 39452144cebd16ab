;; expect: TOO_MANY_EVENTS
;; says: events: published 2,000
(import "coordinator" "publish" (func $publish (param i32 i32 i32 i32) (result i32)))
(data (i32.const 16) "out/all")
(data (i32.const 32) "1")
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (local $i i32)
  (loop $again
    (drop (call $publish (i32.const 16) (i32.const 7) (i32.const 32) (i32.const 1)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $again (i32.lt_s (local.get $i) (i32.const 2000))))
  (i64.const 0))
