"""The vocabulary of the formulae that a terminal can draw: which LaTeX command is which sign."""


def _pairs(words: str) -> dict[str, str]:
    """Return ``{name: sign}`` of names and signs that stand side by side."""
    listed = words.split()
    return dict(zip(listed[::2], listed[1::2], strict=True))


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


LETTERS = _pairs("""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
    lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ
    Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω partial ∂ nabla ∇ infty ∞
    ell ℓ hbar ℏ emptyset ∅ forall ∀ exists ∃ top ᵀ prime ′ degree ° checkmark ✓ ldots … dots … cdots ⋯
    vdots ⋮ ddots ⋱ % % _ _ # # $ $ & &
""")
RELATIONS = _pairs("""
    = = < < > > := ≔ coloneqq ≔ approx ≈ neq ≠ ne ≠ le ≤ leq ≤ ge ≥ geq ≥ ll ≪ gg ≫ equiv ≡ sim ∼ propto ∝
    leftarrow ← gets ← rightarrow → to → leftrightarrow ↔ longrightarrow ⟶ Rightarrow ⇒ Leftarrow ⇐
    Leftrightarrow ⇔ implies ⇒ iff ⇔ mapsto ↦ in ∈ notin ∉ subset ⊂ subseteq ⊆ mid |
""")
OPERATORS = _pairs("""
    + + - − * · @ @ cdot · times × div ÷ pm ± mp ∓ odot ⊙ oplus ⊕ otimes ⊗ circ ∘ ast ∗ cup ∪ cap ∩ land ∧
    lor ∨ setminus ∖
""")
BIG = _pairs("sum ∑ prod ∏ int ∫ bigcup ⋃ bigcap ⋂")
FUNCTIONS = _names("""
    tanh sinh cosh sin cos tan exp log ln max min argmax argmin lim sup inf det dim softmax relu var
""")
LIMITED = _names("max min argmax argmin lim sup inf")
"""Functions whose limits stand below them."""
SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "quad": "  ", "qquad": "    ", "enspace": " "}
IGNORED = _names("""
    displaystyle textstyle scriptstyle large Large LARGE small limits nolimits mathstrut strut nonumber
""")
SIZES = _names("big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr")
WORDS = _names("text textrm textbf textit texttt textsf mathtt")
"""Commands whose argument is words, spaces included."""
FACES = _names("mathrm mathsf mathbf mathit boldsymbol bm")
"""Commands whose argument is maths in another typeface, which a terminal lacks."""
ALPHABETS = {
    "mathbb": dict(zip("CEHNPQRZ1", "ℂ𝔼ℍℕℙℚℝℤ𝟙", strict=True)),
    "mathcal": dict(zip("BDEFHLNRO", "ℬ𝒟ℰℱℋℒ𝒩ℛ𝒪", strict=True)),
}
ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
DELIMITERS = {".": ""} | _pairs(r"""
    ( ( ) ) [ [ ] ] | | / / \{ { \} } \| ‖ \lvert | \rvert | \lVert ‖ \rVert ‖ \vert | \Vert ‖ \langle ⟨
    \rangle ⟩ \lfloor ⌊ \rfloor ⌋ \lceil ⌈ \rceil ⌉
""")
MATRICES = {
    "matrix": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
    "cases": ("{", ""),
    "aligned": ("", ""),
    "align": ("", ""),
    "align*": ("", ""),
    "array": ("", ""),
}
TALL = {
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "|": "│││",
    "‖": "║║║",
    "⌊": "⎢⎢⎣",
    "⌋": "⎥⎥⎦",
    "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
}
"""Brackets of several lines: the first, those between, and the last."""
BRACES = {"{": ("⎧", "⎪", "⎨", "⎩"), "}": ("⎫", "⎪", "⎬", "⎭")}
"""Braces of several lines: the first, those between, the waist, and the last."""
RAISED = dict(
    zip(
        "0123456789+-=()nixyktabcdefghjlmoprsuvwzTNABDEGHIJKLMOPRUVW′βγδθϕχᵀ×",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣʸᵏᵗᵃᵇᶜᵈᵉᶠᵍʰʲˡᵐᵒᵖʳˢᵘᵛʷᶻᵀᴺᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴼᴾᴿᵁⱽᵂ′ᵝᵞᵟᶿᵠᵡᵀˣ",
        strict=True,
    )
)
LOWERED = dict(
    zip("0123456789+-=()ijknxtaehlmoprsuvβγρϕχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₙₓₜₐₑₕₗₘₒₚᵣₛᵤᵥᵦᵧᵨᵩᵪ", strict=True)
)
