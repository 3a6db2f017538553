"""Comments of three segments, of which two have a complaint of their own, in several languages."""

import numpy as np
import pandas as pd

NAMES = {1: "Regulars", 2: "Hunters", 3: "Quiet"}
SAID = {  # what anyone says; what segments 1 and 2 say besides, and the term it is planted for
    "English": (
        [
            "the shop is nice and the staff were kind",
            "I buy here often, it is easy",
            "good quality as always",
            "my order was fine",
            "the app works but the search is slow",
            "it was a gift for my brother",
            "parking near the shop is hard",
            "I like the tents and the jackets",
        ],
        ["again a late delivery", "late delivery, and nobody told me", "such a late delivery spoilt it"],
        ["too expensive for me", "it has become too expensive", "nice but too expensive"],
        ("late delivery", "too expensive"),
    ),
    "German": (
        [
            "der Laden ist schön und die Beratung ist gut",
            "ich kaufe hier gern ein",
            "gute Qualität, wie immer",
            "meine Bestellung war in Ordnung",
            "ich mag die Zelte und die Jacken",
            "es war ein Geschenk für Größere",
        ],
        ["die Ware kam zu spät", "wieder ist alles zu spät", "zu spät geliefert"],
        ["das ist mir zu teuer", "inzwischen zu teuer für uns", "leider zu teuer geworden"],
        ("zu spät", "zu teuer"),
    ),
    "Spanish": (
        [
            "la tienda es bonita y el personal es amable",
            "compro aquí porque es fácil",
            "buena calidad, como siempre",
            "el pedido llegó bien",
            "me gustan las tiendas y las chaquetas",
            "era un regalo para mi hermano",
        ],
        ["la entrega tardía otra vez", "una entrega tardía y nadie avisó", "entrega tardía, qué pena"],
        ["es muy caro para mí", "se ha vuelto muy caro", "bonito pero muy caro"],
        ("entrega tardía", "muy caro"),
    ),
    "Hindi": (
        ["दुकान अच्छी है और लोग अच्छे हैं", "मैं यहाँ अक्सर खरीदता हूँ", "सामान हमेशा की तरह अच्छा है", "मुझे टेंट पसंद हैं"],
        ["फिर वही देरी", "वही देरी और फ़ोन व्यस्त", "इतनी बार वही देरी"],
        ["यह बहुत महंगा है", "अब बहुत महंगा हो गया", "बहुत महंगा लगा"],
        ("वही देरी", "बहुत महंगा"),
    ),
}


def planted(language="English", rate=0.5, n=150, seed=0, more=lambda segment, rng: []):
    """Comments of three segments, of which 1 and 2 each have a complaint of their own, and the segments."""
    anyone, late, dear, _ = SAID[language]
    rng, rows = np.random.default_rng(seed), []
    for segment in np.repeat([1, 2, 3], n):
        said = list(rng.choice(anyone, rng.integers(1, 4), replace=False))
        if segment < 3 and rng.random() < rate:
            said.append(rng.choice(late if segment == 1 else dear))
        rows.append((f"k{len(rows):05d}", segment, ". ".join(rng.permutation([*said, *more(segment, rng)]))))
    texts = pd.DataFrame(rows, columns=["customer_id", "segment_id", "comment"])
    texts["segment_name"] = texts.segment_id.map(NAMES)
    return texts[["customer_id", "comment"]], texts[["customer_id", "segment_id", "segment_name"]]


# what looks personal, and must be masked
PERSONAL = [
    "ask Anna Blim",
    "write to anna@example.org",
    "call 07700 900123",
    "order 4711008",
    "www.example.org/zorg",
    "Luis helped",
    "card 4111 1111 1111 1111",
    "code A10023",
    "I am K00007",
]
