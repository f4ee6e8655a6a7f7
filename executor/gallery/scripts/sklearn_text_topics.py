# # TF-IDF and nearest documents
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

documents = [
    "the cat sat on the mat with another cat",
    "dogs and cats are pets that live in a house",
    "the stock market fell sharply on monday",
    "investors sold shares as the market fell",
    "a dog sat in front of the house",
]

vectorizer = TfidfVectorizer(stop_words="english")
X = vectorizer.fit_transform(documents)
print(X.shape, X.nnz)

vectorizer.get_feature_names_out()[:8]

similarity = cosine_similarity(X)
for i, row in enumerate(similarity):
    row[i] = 0
    j = row.argmax()
    print(f"{i} is nearest to {j} ({row[j]:.2f})")

# A query.
def ask(words, top=2):
    scores = cosine_similarity(vectorizer.transform([words]), X)[0]
    return [(documents[i], round(float(scores[i]), 2)) for i in scores.argsort()[::-1][:top]]

ask("market investors")

ask("a cat and a house", top=3)

counts = CountVectorizer(ngram_range=(2, 2)).fit_transform(documents)
counts.sum(axis=1).ravel().tolist()
