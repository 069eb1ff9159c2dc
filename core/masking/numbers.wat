;; Reads lists of numbers as bytes, part by part. `npm run generate` makes numbers-code.ts of it; byte-lists.ts says what is
;; a list, and where what lies.
(module
  (import "machine" "memory" (memory 3))

  ;; Tables: at 0x1d000 for each byte what it is: the value of a digit, or one of these; at 0x1d200 for each number of three
  ;; digits what byte it is as a decimal number and, 256 times, as an octal one.
  ;; 16: stands between numbers; 32: what is before it is no part of the number; 64: belongs to no list.
  (func $between (param $byte i32)
    (i32.store8 offset=0x1d000 (local.get $byte) (i32.const 16)))

  (func $prepare
    (local $at i32) (local $value i32) (local $first i32) (local $second i32) (local $third i32)
    (loop $each
      (i32.store8 offset=0x1d000 (local.get $at) (i32.const 64))
      (br_if $each (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 256))))
    (local.set $at (i32.const 0))
    (loop $digits
      (i32.store8 offset=0x1d030 (local.get $at) (local.get $at))
      (br_if $digits (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 10))))
    (local.set $at (i32.const 0))
    (loop $letters
      (i32.store8 offset=0x1d041 (local.get $at) (i32.add (local.get $at) (i32.const 10)))
      (i32.store8 offset=0x1d061 (local.get $at) (i32.add (local.get $at) (i32.const 10)))
      (br_if $letters (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 6))))
    (i32.store8 offset=0x1d000 (i32.const 0x78) (i32.const 32))
    (i32.store8 offset=0x1d000 (i32.const 0x58) (i32.const 32))
    ;; Blanks, and , ; : | - " ' ` \ ( ) [ ] { }
    (call $between (i32.const 0x20)) (call $between (i32.const 0x09))
    (call $between (i32.const 0x0d)) (call $between (i32.const 0x0a))
    (call $between (i32.const 0x2c)) (call $between (i32.const 0x3b))
    (call $between (i32.const 0x3a)) (call $between (i32.const 0x7c))
    (call $between (i32.const 0x2d)) (call $between (i32.const 0x22))
    (call $between (i32.const 0x27)) (call $between (i32.const 0x60))
    (call $between (i32.const 0x5c)) (call $between (i32.const 0x28))
    (call $between (i32.const 0x29)) (call $between (i32.const 0x5b))
    (call $between (i32.const 0x5d)) (call $between (i32.const 0x7b))
    (call $between (i32.const 0x7d))
    (local.set $at (i32.const 0))
    (loop $numbers
      (local.set $first (i32.shr_u (local.get $at) (i32.const 8)))
      (local.set $second (i32.and (i32.shr_u (local.get $at) (i32.const 4)) (i32.const 15)))
      (local.set $third (i32.and (local.get $at) (i32.const 15)))
      (local.set $value
        (i32.add
          (i32.mul (i32.add (i32.mul (local.get $first) (i32.const 10)) (local.get $second)) (i32.const 10))
          (local.get $third)))
      (i32.store8 offset=0x1d200
        (i32.shl (local.get $at) (i32.const 1))
        (select
          (i32.const 255)
          (local.get $value)
          (i32.or
            (i32.gt_u (local.get $value) (i32.const 255))
            (i32.or
              (i32.gt_u (local.get $first) (i32.const 9))
              (i32.or (i32.gt_u (local.get $second) (i32.const 9)) (i32.gt_u (local.get $third) (i32.const 9)))))))
      (local.set $value
        (i32.or
          (i32.shl (local.get $first) (i32.const 6))
          (i32.or (i32.shl (local.get $second) (i32.const 3)) (local.get $third))))
      (i32.store8 offset=0x1d201
        (i32.shl (local.get $at) (i32.const 1))
        (select
          (i32.const 255)
          (local.get $value)
          (i32.or
            (i32.gt_u (local.get $value) (i32.const 255))
            (i32.or
              (i32.gt_u (local.get $first) (i32.const 7))
              (i32.or (i32.gt_u (local.get $second) (i32.const 7)) (i32.gt_u (local.get $third) (i32.const 7)))))))
      (br_if $numbers (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 4096)))))
  (start $prepare)

  ;; The text, from where on nothing was read yet, and whether nothing comes after it.
  (global $text (mut i32) (i32.const 0))
  (global $end (mut i32) (i32.const 0))
  (global $last (mut i32) (i32.const 0))
  (global $isLast (mut i32) (i32.const 0))
  ;; How long a list is at least.
  (global $shortest (mut i32) (i32.const 0))
  ;; The list that is read: where to go on, where it ends, whether that is cut off, and whether there is a number in it.
  (global $at (mut i32) (i32.const 0))
  (global $until (mut i32) (i32.const 0))
  (global $isCut (mut i32) (i32.const 0))
  (global $isFilled (mut i32) (i32.const 0))
  ;; How many bytes there are of all lists, and of this part; where the number that the end cuts off begins; how many there
  ;; were before the list that the end cuts off.
  (global $total (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  (global $cut (mut i32) (i32.const 0))
  (global $open (mut i32) (i32.const 0))
  (global $isShort (mut i32) (i32.const 0))

  (func (export "cut") (result i32) (i32.sub (global.get $cut) (global.get $text)))
  (func (export "open") (result i32) (global.get $open))
  (func (export "isShort") (result i32) (global.get $isShort))

  ;; Which of sixteen bytes belong to a list, one bit each.
  (func $listed (param $at i32) (result i32)
    (local $text v128)
    (local.set $text (v128.load (local.get $at)))
    ;; A byte belongs to it where its row, by the upper half of it, and its column, by the lower, have a bit in common.
    (i32.xor
      (i32.const 0xffff)
      (i8x16.bitmask
        (i8x16.eq
          (v128.const i64x2 0 0)
          (v128.and
            (i8x16.swizzle
              (v128.const i8x16 0x01 0x00 0x02 0x04 0x08 0x10 0x20 0x40 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00)
              (i8x16.shr_u (local.get $text) (i32.const 4)))
            (i8x16.swizzle
              (v128.const i8x16 0x26 0x2c 0x2e 0x2c 0x2c 0x2c 0x2c 0x06 0x56 0x07 0x05 0x54 0x52 0x53 0x00 0x00)
              (v128.and (local.get $text) (i8x16.splat (i32.const 15)))))))))

  ;; Where sixteen bytes begin that may belong to a list, all or nine in a row of them, or the end. Whatever list of eleven
  ;; there is holds nine, and one of 31 all.
  (func $candidate (param $at i32) (result i32)
    (local $row i32) (local $text v128) (local $rows v128) (local $columns v128)
    (local.set $rows (v128.const i8x16 0x01 0x00 0x02 0x04 0x08 0x10 0x20 0x40 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00))
    (local.set $columns (v128.const i8x16 0x26 0x2c 0x2e 0x2c 0x2c 0x2c 0x2c 0x06 0x56 0x07 0x05 0x54 0x52 0x53 0x00 0x00))
    (block $none
      (if (i32.ge_u (global.get $shortest) (i32.const 31))
        (then
          (loop $all
            (br_if $none (i32.ge_u (local.get $at) (global.get $end)))
            ;; As in `$listed`, which calls would make slow.
            (local.set $text (v128.load (local.get $at)))
            (br_if $none
              (i8x16.all_true
                (v128.and
                  (i8x16.swizzle (local.get $rows) (i8x16.shr_u (local.get $text) (i32.const 4)))
                  (i8x16.swizzle (local.get $columns) (v128.and (local.get $text) (i8x16.splat (i32.const 15)))))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $all))))
      (loop $next
        (br_if $none (i32.ge_u (local.get $at) (global.get $end)))
        (local.set $row (call $listed (local.get $at)))
        (local.set $row (i32.and (local.get $row) (i32.shr_u (local.get $row) (i32.const 1))))
        (local.set $row (i32.and (local.get $row) (i32.shr_u (local.get $row) (i32.const 2))))
        (local.set $row (i32.and (local.get $row) (i32.shr_u (local.get $row) (i32.const 4))))
        (br_if $none (i32.and (local.get $row) (i32.shr_u (local.get $row) (i32.const 1))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (select (local.get $at) (global.get $end) (i32.lt_u (local.get $at) (global.get $end))))

  (func $isListed (param $at i32) (result i32)
    (i32.lt_u (i32.load8_u offset=0x1d000 (i32.load8_u (local.get $at))) (i32.const 64)))

  ;; The end of the bytes from `at` on that belong to a list.
  (func $endOfList (param $at i32) (result i32)
    (local $others i32)
    (block $found
      (loop $next
        (br_if $found
          (local.tee $others (i32.xor (call $listed (local.get $at)) (i32.const 0xffff))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (global.get $end))))
      (return (global.get $end)))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $others))))
    (select (local.get $at) (global.get $end) (i32.lt_u (local.get $at) (global.get $end))))

  ;; Begins to read the list around a place of it.
  (func $enter (param $at i32)
    (local $from i32)
    (local.set $from (local.get $at))
    (block $done
      (loop $back
        (br_if $done (i32.le_u (local.get $from) (global.get $last)))
        (br_if $done (i32.eqz (call $isListed (i32.sub (local.get $from) (i32.const 1)))))
        (local.set $from (i32.sub (local.get $from) (i32.const 1)))
        (br $back)))
    (global.set $until (call $endOfList (local.get $at)))
    (global.set $last (global.get $until))
    (global.set $at (local.get $from))
    (global.set $isFilled (i32.const 0))
    (global.set $isCut
      (i32.and (i32.eq (global.get $until) (global.get $end)) (i32.eqz (global.get $isLast))))
    (if (global.get $isCut)
      (then
        (global.set $open (global.get $total))
        (global.set $isShort
          (i32.lt_u (i32.sub (global.get $until) (local.get $from)) (global.get $shortest))))
      (else
        (if (i32.lt_u (i32.sub (global.get $until) (local.get $from)) (global.get $shortest))
          (then (global.set $at (global.get $until)))))))

  ;; Looks for the next list; gives whether there is one.
  (func $nextList (result i32)
    (local $at i32)
    (local.set $at (call $candidate (global.get $last)))
    ;; What was found begins there or a little later; it may lie beyond the end.
    (block $found
      (loop $next
        (br_if $found (i32.ge_u (local.get $at) (global.get $end)))
        (br_if $found (call $isListed (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (if (i32.lt_u (local.get $at) (global.get $end)) (then (call $enter (local.get $at)) (return (i32.const 1))))
    ;; A list that is too short yet may go on.
    (if (i32.and (i32.eqz (global.get $isLast)) (i32.lt_u (global.get $last) (global.get $end)))
      (then
        (if (call $isListed (i32.sub (global.get $end) (i32.const 1)))
          (then
            (call $enter (i32.sub (global.get $end) (i32.const 1)))
            (return (i32.const 1))))))
    (i32.const 0))

  ;; Adds one byte as it is to the base of 16, 10 and 8, where it stands and how many bytes it takes there.
  (func $add (param $hex i32) (param $decimal i32) (param $octal i32) (param $at i32) (param $size i32)
    (i32.store8 offset=0x10000 (global.get $count) (local.get $hex))
    (i32.store8 offset=0x11100 (global.get $count) (local.get $decimal))
    (i32.store8 offset=0x12200 (global.get $count) (local.get $octal))
    (i32.store offset=0x14000
      (i32.shl (global.get $count) (i32.const 2))
      (i32.or
        (i32.shl (i32.sub (local.get $at) (global.get $text)) (i32.const 2))
        (local.get $size)))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.set $total (i32.add (global.get $total) (i32.const 1))))

  ;; Adds what is no byte to any base, once where it stands in a row.
  (func $break (param $at i32)
    (if (global.get $count)
      (then
        (if
          (i32.eq
            (i32.const 255)
            (i32.and
              (i32.load8_u offset=0xffff (global.get $count))
              (i32.and
                (i32.load8_u offset=0x110ff (global.get $count))
                (i32.load8_u offset=0x121ff (global.get $count)))))
          (then (return)))))
    (call $add (i32.const 255) (i32.const 255) (i32.const 255) (local.get $at) (i32.const 0)))

  ;; Adds the digits that end at `at`: what they stand for as one number, or some bytes of two hex digits each, or none.
  (func $addNumber (param $at i32) (param $digits i64) (param $size i32) (param $isHex i32)
    (local $both i32)
    (global.set $isFilled (i32.const 1))
    (if (i32.le_u (local.get $size) (i32.const 3))
      (then
        (local.set $both
          (i32.load16_u offset=0x1d200 (i32.shl (i32.wrap_i64 (local.get $digits)) (i32.const 1))))
        (if (local.get $isHex) (then (local.set $both (i32.const 0xffff))))
        (call $add
          (select (i32.const 255) (i32.wrap_i64 (local.get $digits)) (i32.gt_u (local.get $size) (i32.const 2)))
          (i32.and (local.get $both) (i32.const 255))
          (i32.shr_u (local.get $both) (i32.const 8))
          (i32.sub (local.get $at) (local.get $size))
          (local.get $size))
        (return)))
    (if (i32.and (i32.eqz (i32.and (local.get $size) (i32.const 1))) (i32.le_u (local.get $size) (i32.const 16)))
      (then
        (loop $pairs
          (local.set $size (i32.sub (local.get $size) (i32.const 2)))
          (call $add
            (i32.and
              (i32.wrap_i64
                (i64.shr_u (local.get $digits) (i64.extend_i32_u (i32.shl (local.get $size) (i32.const 2)))))
              (i32.const 255))
            (i32.const 255)
            (i32.const 255)
            (i32.sub (i32.sub (local.get $at) (local.get $size)) (i32.const 2))
            (i32.const 2))
          (br_if $pairs (local.get $size)))
        (return)))
    (call $break (i32.sub (local.get $at) (local.get $size))))

  (func (export "begin") (param $text i32) (param $end i32) (param $isLast i32) (param $shortest i32)
    (global.set $shortest (local.get $shortest))
    (global.set $text (local.get $text))
    (global.set $last (local.get $text))
    (global.set $at (local.get $text))
    (global.set $until (local.get $text))
    (global.set $end (local.get $end))
    (global.set $cut (local.get $end))
    (global.set $isLast (local.get $isLast))
    (global.set $isCut (i32.const 0))
    (global.set $isFilled (i32.const 0))
    (global.set $open (i32.const 0))
    (global.set $isShort (i32.const 0))
    (global.set $total (i32.const 0)))

  ;; Reads on, until there is room for no more; gives how many bytes it has added, none where there are no more. The bytes
  ;; are written to 0x10000, 0x11100 and 0x12200; where they stand, four times, and how long they are there, to 0x14000.
  (func (export "more") (result i32)
    (local $at i32) (local $until i32) (local $kind i32) (local $digits i64) (local $size i32) (local $isHex i32)
    (local $token i32)
    (global.set $count (i32.const 0))
    (loop $lists
      (local.set $at (global.get $at))
      (local.set $until (global.get $until))
      (local.set $token (local.get $at))
      (local.set $digits (i64.const 0))
      (local.set $size (i32.const 0))
      (local.set $isHex (i32.const 0))
      (block $listEnd
        (loop $next
          (br_if $listEnd (i32.ge_u (local.get $at) (local.get $until)))
          (local.set $kind (i32.load8_u offset=0x1d000 (i32.load8_u (local.get $at))))
          (if (i32.lt_u (local.get $kind) (i32.const 16))
            (then
              (local.set $digits
                (i64.or (i64.shl (local.get $digits) (i64.const 4)) (i64.extend_i32_u (local.get $kind))))
              (local.set $size (i32.add (local.get $size) (i32.const 1)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $next)))
          (if (i32.eq (local.get $kind) (i32.const 16))
            (then
              (if (local.get $size)
                (then
                  (call $addNumber (local.get $at) (local.get $digits) (local.get $size) (local.get $isHex))
                  (if (i32.gt_u (global.get $count) (i32.const 4080))
                    (then
                      (global.set $at (local.get $at))
                      (return (global.get $count))))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $token (local.get $at))
              (local.set $digits (i64.const 0))
              (local.set $size (i32.const 0))
              (local.set $isHex (i32.const 0))
              (br $next)))
          ;; What was before it is no part of the number.
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $token (local.get $at))
          (local.set $digits (i64.const 0))
          (local.set $size (i32.const 0))
          (local.set $isHex (i32.const 1))
          (br $next)))
      (global.set $at (local.get $until))
      (if (global.get $isCut)
        (then
          ;; Digits that are too many already are no number, whatever follows.
          (global.set $cut
            (select (local.get $token) (local.get $until) (i32.le_u (local.get $size) (i32.const 16))))
          (global.set $isCut (i32.const 0))
          (global.set $isFilled (i32.const 0))
          (return (global.get $count))))
      (if (local.get $size)
        (then (call $addNumber (local.get $at) (local.get $digits) (local.get $size) (local.get $isHex))))
      ;; What stands between lists.
      (if (global.get $isFilled)
        (then (call $break (local.get $until))))
      (global.set $isFilled (i32.const 0))
      (if (i32.gt_u (global.get $count) (i32.const 4080)) (then (return (global.get $count))))
      (br_if $lists (call $nextList)))
    (if (i32.or (global.get $isLast) (i32.lt_u (global.get $last) (global.get $end)))
      (then (global.set $open (global.get $total))))
    (global.get $count)))
