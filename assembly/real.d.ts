// The compiler option `use: real=f32 | f64` (asconfig.json) decides the precision; editors only need a number.
declare type real = number;
