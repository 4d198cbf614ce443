"""What a framework's program cannot say as the layer does, and what stands there instead."""

TEXT = {
    "program_arrays": "数が多く書き切れないため、プログラムは {names} を {file} から読み込みます。"
    "実行するフォルダーにこのファイルを置いてください。",
    "program_integers": "{name} で勾配を求められるのは浮動小数点数だけなので、x ({dtype}) を "
    "float64 に変換します。",
    "program_half": "x は float16 です。半精度のまま足すと桁が落ちるため、この層と同じく float32 "
    "で計算し、最後に丸めます。",
    "program_gradient_wide": "dy に float32 の範囲を超える数があるため、{name} では float64 で計"
    "算し、最後に y と dx を {dtype} に変換します。",
    "program_subnormal": "プログラムはありません。{name} は CPU 上で {smallest} 未満の数を 0 と"
    "みなしますが、ここにはそのような数があります。",
    "program_exact": "プログラムはありません。x に {largest:,} を超える整数があり、float64 では丸"
    "められてしまいます。また、{name} では整数の勾配を求められません。",
    "program_dtype": "プログラムはありません。{name} には {dtype} がありません。",
    "program_pytorch_sides": "{function} のパディングは軸の両側で同じですが、ここでは異なります ("
    "上 {top}、下 {bottom}、左 {left}、右 {right})。そこで、先に F.pad でパディングします。",
    "program_pytorch_half": "{function} のパディングはカーネルの半分までで、{pad} はカーネル "
    "{kernel} の半分を超えます。そこで、先に F.pad でパディングします。",
    "program_pytorch_dilation": "F.avg_pool2d ではダイレーションを指定できません。そこで、窓の和"
    "を、窓のセルごとに取り出したスライスの和として求めます。",
    "program_pytorch_nan": "F.max_pool2d のインデックスと勾配は窓の最後の NaN に向かいますが、こ"
    "の層では最初の NaN です。そこで、窓のセルを集め、argmax で最初の NaN を選びます。",
    "program_pytorch_infinite": "−∞ だけの窓では、F.pad が入れる −∞ と同じ値になり、勾配が失わ"
    "れます。そこで、パディングを使わずに窓のセルを集めます。",
    "program_pytorch_lp": "F.lp_pool2d は絶対値をとらずにべき乗を足し、パディングも指定できません。"
    "そこで、ノルムの式をそのまま書きます。",
    "program_keras_gradient": "Keras 自体には勾配の計算がありません。JAX 上で実行し、jax.vjp で "
    "dx を求めます。",
    "program_keras_sides": "Keras のパディングは「valid」と「same」だけです。ここでは窓が x の外"
    "へ上 {top}、下 {bottom}、左 {left}、右 {right} だけ出るため、先に keras.ops.pad でパディング"
    "します。",
    "program_keras_overhang": "Keras は「same」以外ではサイズを切り捨てます。ここでは最後の窓が端"
    "からはみ出すため、keras.ops.pad で窓が届くところまでパディングします (上 {top}、下 {bottom}、"
    "左 {left}、右 {right})。",
    "program_keras_dilation": "Keras のプーリングではダイレーションを指定できません。そこで、イン"
    "デックスかスライスで窓のセルを読みます。",
    "program_keras_divisor": "Keras は窓に入る x のセル数で割ります。ここでは除数が異なるため、和"
    "と除数を書き出します。",
    "program_keras_lp": "Keras には Lp プーリングがないため、ノルムの式をそのまま書きます。",
    "program_jax_dilation": "JAX では、ダイレーションのある窓の最大値の勾配を求められません。そこ"
    "で、窓のセルを集め、argmax で最大のセルを選びます。",
    "program_jax_nan": "JAX では、NaN のある窓の勾配が NaN より後のセルに向かいます。そこで、"
    "{name} のプログラムでは窓のセルを集め、argmax で最初の NaN を選びます。",
    "program_jax_infinite": "−∞ だけの窓では、パディングの −∞ と同じ値になり、勾配が失われます。"
    "そこで、{name} のプログラムではパディングを使わずに窓のセルを集めます。",
}
