;; Undoes what programs do to characters, section by section. `npm run generate` makes undo-code.ts of it; undoing.ts says
;; what lies where. Nothing it writes is longer than what it was read from.
(module
  (import "machine" "memory" (memory 3))

  ;; Where the text ends, where the next byte is written, and where the next unit.
  (global $end (mut i32) (i32.const 0))
  (global $to (mut i32) (i32.const 0))
  (global $unit (mut i32) (i32.const 0))
  ;; Whether what the end cuts off is kept.
  (global $keeps (mut i32) (i32.const 0))
  ;; The value of what `$hexAt` has read.
  (global $value (mut i32) (i32.const 0))

  (func $put (param $byte i32)
    (i32.store8 (global.get $to) (local.get $byte))
    (global.set $to (i32.add (global.get $to) (i32.const 1))))

  ;; The byte that stands there; -1 beyond the end.
  (func $byte (param $at i32) (result i32)
    (if (i32.ge_u (local.get $at) (global.get $end)) (then (return (i32.const -1))))
    (i32.load8_u (local.get $at)))

  ;; The value of a digit; 255 where it is none.
  (func $digit (param $byte i32) (result i32)
    (local $value i32)
    (local.set $value (i32.sub (local.get $byte) (i32.const 48)))
    (if (i32.lt_u (local.get $value) (i32.const 10)) (then (return (local.get $value))))
    (local.set $value (i32.sub (i32.or (local.get $byte) (i32.const 32)) (i32.const 97)))
    (if (i32.and (i32.lt_u (local.get $value) (i32.const 6)) (i32.lt_u (local.get $byte) (i32.const 128)))
      (then (return (i32.add (local.get $value) (i32.const 10)))))
    (i32.const 255))

  ;; Where the digits to a base end, of which at most so many are looked at; their value is in `$value`.
  (func $digits (param $at i32) (param $base i32) (param $most i32) (result i32)
    (local $digit i32) (local $last i32)
    (local.set $last (i32.add (local.get $at) (local.get $most)))
    (global.set $value (i32.const 0))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (local.set $digit (call $digit (call $byte (local.get $at))))
        (br_if $done (i32.ge_u (local.get $digit) (local.get $base)))
        (global.set $value (i32.add (i32.mul (global.get $value) (local.get $base)) (local.get $digit)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $at))

  ;; Reads so many hex digits: gives where they end, -1 where there are less, -2 where the end cuts them off.
  (func $hexAt (param $at i32) (param $count i32) (result i32)
    (local $stop i32)
    (local.set $stop (call $digits (local.get $at) (i32.const 16) (local.get $count)))
    (if (i32.eq (local.get $stop) (i32.add (local.get $at) (local.get $count))) (then (return (local.get $stop))))
    (select (i32.const -2) (i32.const -1) (i32.ge_u (local.get $stop) (global.get $end))))

  ;; Writes a byte of a character in UTF-8 that goes on: six bits of it.
  (func $putRest (param $bits i32)
    (call $put (i32.or (i32.const 0x80) (i32.and (local.get $bits) (i32.const 63)))))

  ;; Writes a character in UTF-8; half of one is what every encoder puts in its place.
  (func $putPoint (param $point i32)
    (if
      (i32.or
        (i32.eq (i32.and (local.get $point) (i32.const 0xfffff800)) (i32.const 0xd800))
        (i32.gt_u (local.get $point) (i32.const 0x10ffff)))
      (then (local.set $point (i32.const 0xfffd))))
    (if (i32.lt_u (local.get $point) (i32.const 0x80)) (then (call $put (local.get $point)) (return)))
    (if (i32.lt_u (local.get $point) (i32.const 0x800))
      (then (call $put (i32.or (i32.const 0xc0) (i32.shr_u (local.get $point) (i32.const 6)))))
      (else
        (if (i32.lt_u (local.get $point) (i32.const 0x10000))
          (then (call $put (i32.or (i32.const 0xe0) (i32.shr_u (local.get $point) (i32.const 12)))))
          (else
            (call $put (i32.or (i32.const 0xf0) (i32.shr_u (local.get $point) (i32.const 18))))
            (call $putRest (i32.shr_u (local.get $point) (i32.const 12)))))
        (call $putRest (i32.shr_u (local.get $point) (i32.const 6)))))
    (call $putRest (local.get $point)))

  ;; `\u0041`, where what is beyond 16 bits is written as two, and `\u{1f511}`.
  (func $readUnit (param $at i32) (result i32)
    (local $stop i32) (local $first i32) (local $second i32)
    (if (i32.eq (call $byte (i32.add (local.get $at) (i32.const 2))) (i32.const 0x7b)) ;; {
      (then
        (local.set $stop (call $digits (i32.add (local.get $at) (i32.const 3)) (i32.const 16) (i32.const 6)))
        (if (i32.ge_u (local.get $stop) (global.get $end)) (then (return (i32.const -2))))
        (if
          (i32.or
            (i32.eq (local.get $stop) (i32.add (local.get $at) (i32.const 3)))
            (i32.ne (i32.load8_u (local.get $stop)) (i32.const 0x7d))) ;; }
          (then (return (i32.const -1))))
        (call $putPoint (global.get $value))
        (return (i32.add (local.get $stop) (i32.const 1)))))
    (local.set $stop (call $hexAt (i32.add (local.get $at) (i32.const 2)) (i32.const 4)))
    (if (i32.lt_s (local.get $stop) (i32.const 0)) (then (return (local.get $stop))))
    (local.set $first (global.get $value))
    (if (i32.eq (i32.and (local.get $first) (i32.const 0xfc00)) (i32.const 0xd800))
      (then
        (local.set $second (call $byte (local.get $stop)))
        (if (i32.eq (local.get $second) (i32.const -1)) (then (return (i32.const -2))))
        (if (i32.eq (local.get $second) (i32.const 0x5c))
          (then
            (local.set $second (call $byte (i32.add (local.get $stop) (i32.const 1))))
            (if (i32.eq (local.get $second) (i32.const -1)) (then (return (i32.const -2))))
            (if (i32.eq (local.get $second) (i32.const 0x75))
              (then
                (local.set $second (call $hexAt (i32.add (local.get $stop) (i32.const 2)) (i32.const 4)))
                (if (i32.eq (local.get $second) (i32.const -2)) (then (return (i32.const -2))))
                (if
                  (i32.and
                    (i32.ge_s (local.get $second) (i32.const 0))
                    (i32.eq (i32.and (global.get $value) (i32.const 0xfc00)) (i32.const 0xdc00)))
                  (then
                    (call $putPoint
                      (i32.add
                        (i32.const 0x10000)
                        (i32.add
                          (i32.shl (i32.sub (local.get $first) (i32.const 0xd800)) (i32.const 10))
                          (i32.sub (global.get $value) (i32.const 0xdc00)))))
                    (return (local.get $second))))))))))
    (call $putPoint (local.get $first))
    (local.get $stop))

  ;; What a letter after a backslash stands for: n t r b f v a e E.
  (func $control (param $kind i32) (result i32)
    (if (i32.eq (local.get $kind) (i32.const 0x6e)) (then (return (i32.const 10))))
    (if (i32.eq (local.get $kind) (i32.const 0x74)) (then (return (i32.const 9))))
    (if (i32.eq (local.get $kind) (i32.const 0x72)) (then (return (i32.const 13))))
    (if (i32.eq (local.get $kind) (i32.const 0x62)) (then (return (i32.const 8))))
    (if (i32.eq (local.get $kind) (i32.const 0x66)) (then (return (i32.const 12))))
    (if (i32.eq (local.get $kind) (i32.const 0x76)) (then (return (i32.const 11))))
    (if (i32.eq (local.get $kind) (i32.const 0x61)) (then (return (i32.const 7))))
    (if (i32.eq (i32.or (local.get $kind) (i32.const 32)) (i32.const 0x65)) (then (return (i32.const 27))))
    (local.get $kind))

  ;; Strings of JSON, JavaScript, Python, C and Go, and of shells: `\"`, `\n`, `\x41`, `\101`, `\u0041`.
  (func $backslash (param $at i32) (result i32)
    (local $kind i32) (local $stop i32)
    (local.set $kind (call $byte (i32.add (local.get $at) (i32.const 1))))
    (if (i32.eq (local.get $kind) (i32.const -1)) (then (return (i32.const -2))))
    (if (i32.eq (local.get $kind) (i32.const 0x75)) (then (return (call $readUnit (local.get $at))))) ;; u
    (if (i32.eq (local.get $kind) (i32.const 0x78)) ;; x
      (then
        (local.set $stop (call $hexAt (i32.add (local.get $at) (i32.const 2)) (i32.const 2)))
        (if (i32.ge_s (local.get $stop) (i32.const 0)) (then (call $put (global.get $value))))
        (return (local.get $stop))))
    (if (i32.eq (local.get $kind) (i32.const 0x55)) ;; U
      (then
        (local.set $stop (call $hexAt (i32.add (local.get $at) (i32.const 2)) (i32.const 8)))
        (if (i32.ge_s (local.get $stop) (i32.const 0)) (then (call $putPoint (global.get $value))))
        (return (local.get $stop))))
    (if (i32.lt_u (i32.sub (local.get $kind) (i32.const 48)) (i32.const 8))
      (then
        (local.set $stop (call $digits (i32.add (local.get $at) (i32.const 1)) (i32.const 8) (i32.const 3)))
        (if
          (i32.and
            (i32.lt_u (local.get $stop) (i32.add (local.get $at) (i32.const 4)))
            (i32.ge_u (local.get $stop) (global.get $end)))
          (then (return (i32.const -2))))
        (call $put (global.get $value))
        (return (local.get $stop))))
    ;; A line that goes on in the next one.
    (if (i32.ne (local.get $kind) (i32.const 10))
      (then
        (if (i32.lt_u (local.get $kind) (i32.const 0x5d))
          (then (if (i32.eq (local.get $kind) (i32.const 0x45)) (then (local.set $kind (i32.const 27)))))
          (else (local.set $kind (call $control (local.get $kind)))))
        (call $put (local.get $kind))))
    (i32.add (local.get $at) (i32.const 2)))

  ;; Addresses, whichever characters they leave as they are.
  (func $percent (param $at i32) (result i32)
    (local $stop i32)
    (local.set $stop (call $hexAt (i32.add (local.get $at) (i32.const 1)) (i32.const 2)))
    (if (i32.ge_s (local.get $stop) (i32.const 0)) (then (call $put (global.get $value))))
    (local.get $stop))

  ;; The character of a name: amp lt gt quot apos sol grave equals plus; -1 where it is none.
  (func $named (param $at i32) (param $stop i32) (result i32)
    (local $name i64)
    (if (i32.gt_u (i32.sub (local.get $stop) (local.get $at)) (i32.const 6)) (then (return (i32.const -1))))
    ;; The letters of the name, and a one before them that tells how many there are.
    (local.set $name (i64.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $stop)))
        (local.set $name (i64.or (i64.shl (local.get $name) (i64.const 8)) (i64.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (if (i64.eq (local.get $name) (i64.const 0x1616d70)) (then (return (i32.const 0x26))))
    (if (i64.eq (local.get $name) (i64.const 0x16c74)) (then (return (i32.const 0x3c))))
    (if (i64.eq (local.get $name) (i64.const 0x16774)) (then (return (i32.const 0x3e))))
    (if (i64.eq (local.get $name) (i64.const 0x171756f74)) (then (return (i32.const 0x22))))
    (if (i64.eq (local.get $name) (i64.const 0x161706f73)) (then (return (i32.const 0x27))))
    (if (i64.eq (local.get $name) (i64.const 0x1736f6c)) (then (return (i32.const 0x2f))))
    (if (i64.eq (local.get $name) (i64.const 0x16772617665)) (then (return (i32.const 0x60))))
    (if (i64.eq (local.get $name) (i64.const 0x1657175616c73)) (then (return (i32.const 0x3d))))
    (if (i64.eq (local.get $name) (i64.const 0x1706c7573)) (then (return (i32.const 0x2b))))
    (i32.const -1))

  ;; HTML and XML: `&lt;`, `&#60;` and `&#x3c;`.
  (func $entity (param $at i32) (result i32)
    (local $stop i32) (local $last i32) (local $kind i32) (local $from i32) (local $base i32)
    (local.set $last (i32.add (local.get $at) (i32.const 10)))
    (local.set $stop (i32.add (local.get $at) (i32.const 1)))
    (block $done
      (loop $next
        (if (i32.ge_u (local.get $stop) (global.get $end))
          (then
            (return (select (i32.const -2) (i32.const -1) (i32.lt_u (local.get $stop) (local.get $last))))))
        (br_if $done (i32.eq (i32.load8_u (local.get $stop)) (i32.const 0x3b))) ;; a semicolon
        (if (i32.ge_u (local.get $stop) (local.get $last)) (then (return (i32.const -1))))
        (local.set $stop (i32.add (local.get $stop) (i32.const 1)))
        (br $next)))
    (if (i32.ne (i32.load8_u (i32.add (local.get $at) (i32.const 1))) (i32.const 0x23)) ;; #
      (then
        (local.set $kind (call $named (i32.add (local.get $at) (i32.const 1)) (local.get $stop)))
        (if (i32.lt_s (local.get $kind) (i32.const 0)) (then (return (i32.const -1))))
        (call $put (local.get $kind))
        (return (i32.add (local.get $stop) (i32.const 1)))))
    (local.set $from (i32.add (local.get $at) (i32.const 2)))
    (local.set $base (i32.const 10))
    (if (i32.eq (i32.or (i32.load8_u (local.get $from)) (i32.const 32)) (i32.const 0x78)) ;; x
      (then
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (local.set $base (i32.const 16))))
    (if (i32.eq (local.get $from) (local.get $stop)) (then (return (i32.const -1))))
    (if (i32.ne (call $digits (local.get $from) (local.get $base) (i32.const 10)) (local.get $stop))
      (then (return (i32.const -1))))
    (call $putPoint (global.get $value))
    (i32.add (local.get $stop) (i32.const 1)))

  ;; What terminals do not show: colours and other control sequences. What is longer than 2,048 bytes is none.
  (func $colour (param $at i32) (result i32)
    (local $kind i32) (local $last i32) (local $place i32) (local $byte i32)
    (local.set $kind (call $byte (i32.add (local.get $at) (i32.const 1))))
    (if (i32.eq (local.get $kind) (i32.const -1)) (then (return (i32.const -2))))
    (local.set $last (i32.add (local.get $at) (i32.const 2048)))
    (local.set $last
      (select (local.get $last) (global.get $end) (i32.lt_u (local.get $last) (global.get $end))))
    (local.set $place (i32.add (local.get $at) (i32.const 2)))
    (block $unended
      (if
        (i32.or
          (i32.eq (local.get $kind) (i32.const 0x5b))
          (i32.lt_u (i32.sub (local.get $kind) (i32.const 0x20)) (i32.const 16)))
        (then
          (loop $next
            (br_if $unended (i32.ge_u (local.get $place) (local.get $last)))
            (local.set $byte (i32.load8_u (local.get $place)))
            ;; No sequence holds such a byte: what came before was none.
            (if (i32.gt_u (i32.sub (local.get $byte) (i32.const 0x20)) (i32.const 0x5e))
              (then (return (local.get $place))))
            (local.set $place (i32.add (local.get $place) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $byte) (i32.const 0x40))))
          (return (local.get $place))))
      (if (i32.ne (local.get $kind) (i32.const 0x5d)) (then (return (local.get $place))))
      (loop $text
        (br_if $unended (i32.ge_u (local.get $place) (local.get $last)))
        (local.set $byte (i32.load8_u (local.get $place)))
        (if (i32.eq (local.get $byte) (i32.const 0x07))
          (then (return (i32.add (local.get $place) (i32.const 1)))))
        (if (i32.eq (local.get $byte) (i32.const 0x1b))
          (then
            (br_if $unended (i32.eq (i32.add (local.get $place) (i32.const 1)) (local.get $last)))
            (if (i32.eq (i32.load8_u (i32.add (local.get $place) (i32.const 1))) (i32.const 0x5c))
              (then (return (i32.add (local.get $place) (i32.const 2)))))
            (return (local.get $place))))
        (if (i32.eq (local.get $byte) (i32.const 0x0a)) (then (return (local.get $place))))
        (local.set $place (i32.add (local.get $place) (i32.const 1)))
        (br $text)))
    (if (i32.eq (local.get $last) (global.get $end)) (then (return (i32.const -2))))
    (i32.add (local.get $at) (i32.const 1)))

  ;; What `od`, `xxd` and `hexdump` begin their lines with: 6 to 16 digits; the line end stays.
  (func $offset (param $at i32) (result i32)
    (local $stop i32) (local $after i32)
    (local.set $after (call $byte (i32.add (local.get $at) (i32.const 1))))
    (if (i32.eq (local.get $after) (i32.const -1)) (then (return (i32.const -2))))
    (if (i32.ge_u (i32.sub (local.get $after) (i32.const 48)) (i32.const 10)) (then (return (i32.const -1))))
    (local.set $stop (call $digits (i32.add (local.get $at) (i32.const 1)) (i32.const 16) (i32.const 16)))
    (if (i32.and (i32.ge_u (local.get $stop) (global.get $end)) (i32.eqz (global.get $keeps)))
      (then (return (i32.const -2))))
    (if (i32.le_u (local.get $stop) (i32.add (local.get $at) (i32.const 6))) (then (return (i32.const -1))))
    ;; A text ends like a line.
    (local.set $after
      (select (i32.const 10) (i32.load8_u (local.get $stop)) (i32.ge_u (local.get $stop) (global.get $end))))
    (if (i32.eq (local.get $after) (i32.const 0x3a)) ;; :
      (then
        (call $put (i32.const 10))
        (return (i32.add (local.get $stop) (i32.const 1)))))
    (if (i32.and (i32.ne (local.get $after) (i32.const 10)) (i32.ne (local.get $after) (i32.const 32)))
      (then (return (i32.const -1))))
    (call $put (i32.const 10))
    (local.get $stop))

  ;; What stands at a sign, which tells the dialect: writes what it stands for; gives where it ends, -1 where it stands
  ;; for itself, -2 where the end cuts it off.
  (func $read (param $sign i32) (param $at i32) (result i32)
    (if (i32.eq (local.get $sign) (i32.const 0x5c)) (then (return (call $backslash (local.get $at)))))
    (if (i32.eq (local.get $sign) (i32.const 0x25)) (then (return (call $percent (local.get $at)))))
    (if (i32.eq (local.get $sign) (i32.const 0x26)) (then (return (call $entity (local.get $at)))))
    (if (i32.eq (local.get $sign) (i32.const 0x1b)) (then (return (call $colour (local.get $at)))))
    (call $offset (local.get $at)))

  (func (export "written") (result i32) (global.get $to))
  (func (export "units") (result i32) (global.get $unit))

  ;; Reads a text from `at` on, up to `until` or where what begins before that ends, and writes it to `to` without the
  ;; dialect of a sign. Of what reads differently it writes down where it stands there, how many bytes it is there, where
  ;; it begins and where it ends. Gives where it ended; where the end of the text cuts something off that is not to be
  ;; kept, where that begins, less by `end` and one. Reads up to 16 bytes beyond the end, of which
  ;; the first is a digit, and writes as many.
  (func (export "undo")
    (param $sign i32) (param $at i32) (param $until i32) (param $end i32) (param $to i32) (param $unit i32)
    (param $keeps i32) (result i32)
    (local $signs v128) (local $text v128) (local $found i32) (local $stop i32)
    (global.set $end (local.get $end))
    (global.set $unit (local.get $unit))
    (global.set $keeps (local.get $keeps))
    (local.set $signs (i8x16.splat (local.get $sign)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $until)))
        (local.set $text (v128.load (local.get $at)))
        (v128.store (local.get $to) (local.get $text))
        (local.set $found (i8x16.bitmask (i8x16.eq (local.get $text) (local.get $signs))))
        ;; Lines are many, and few begin with a digit.
        (if (i32.and (i32.ne (local.get $found) (i32.const 0)) (i32.eq (local.get $sign) (i32.const 10)))
          (then
            (local.set $found
              (i32.and
                (local.get $found)
                (i8x16.bitmask
                  (i8x16.lt_u
                    (i8x16.sub (v128.load offset=1 (local.get $at)) (i8x16.splat (i32.const 48)))
                    (i8x16.splat (i32.const 10))))))))
        (local.set $found (select (i32.ctz (local.get $found)) (i32.const 16) (local.get $found)))
        (local.set $at (i32.add (local.get $at) (local.get $found)))
        (local.set $to (i32.add (local.get $to) (local.get $found)))
        (if (i32.ge_u (local.get $at) (local.get $until))
          (then
            ;; What was copied beyond the end is left out again.
            (local.set $to (i32.sub (local.get $to) (i32.sub (local.get $at) (local.get $until))))
            (local.set $at (local.get $until))
            (br $done)))
        (br_if $next (i32.eq (local.get $found) (i32.const 16)))
        (global.set $to (local.get $to))
        (local.set $stop (call $read (local.get $sign) (local.get $at)))
        ;; The line end before an offset is no part of it.
        (local.set $found (i32.eq (local.get $sign) (i32.const 10)))
        (if (i32.ge_s (local.get $stop) (i32.const 0))
          (then
            (local.set $to (i32.add (local.get $to) (local.get $found)))
            (i32.store (global.get $unit) (local.get $to))
            (i32.store offset=4 (global.get $unit) (i32.sub (global.get $to) (local.get $to)))
            (i32.store offset=8 (global.get $unit) (i32.add (local.get $at) (local.get $found)))
            (i32.store offset=12 (global.get $unit) (local.get $stop))
            (global.set $unit (i32.add (global.get $unit) (i32.const 16)))
            (local.set $to (global.get $to))
            (local.set $at (local.get $stop))
            (br $next)))
        (if (i32.and (i32.eq (local.get $stop) (i32.const -2)) (i32.eqz (local.get $keeps)))
          (then
            (global.set $to (i32.add (local.get $to) (local.get $found)))
            (return
              (i32.sub (i32.sub (i32.add (local.get $at) (local.get $found)) (local.get $end)) (i32.const 1)))))
        ;; The sign stands for itself.
        (i32.store8 (local.get $to) (local.get $sign))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (global.set $to (local.get $to))
    (local.get $at)))
