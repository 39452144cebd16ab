;; expect: INVALID_RESULT | THREW | OUTPUT_TOO_LARGE | COMPLETED
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 10)))
  (memory.fill (i32.const 65536) (i32.const 91) (i32.const 30000))
  (memory.fill (i32.const 95536) (i32.const 93) (i32.const 30000))
  (call $pack (i32.const 65536) (i32.const 60000)))
