# SPDX-License-Identifier: GPL-3.0-or-later
"""As many passages of knowledge as one wants, and questions that they answer, or do not. The same ones every time.

Words are made up, as frequent as words are (Zipf): a few stand nearly everywhere, most in a passage or two, and there
are the more of them the more passages there are (Heaps). Every fifth file is Chinese, in characters that are as
frequent as those are.
"""

import bisect
import itertools
import os
import random

PER_FILE = 200
SYLLABLES = [c + v for c in "b br d f fl g k kl l m n p pr r s st t tr v w".split() for v in "a e i o u ai ei".split()]
FRAMES = ["how do I %s", "what is %s", "can you tell me about %s please", "%s", "I have a question, where do I find %s"]
FRAMES_ZH = ["请问%s怎么办", "什么是%s", "%s", "我想知道%s在哪里"]


class Zipf:
    """Things, the n-th of them as often as 1/n."""

    def __init__(self, things):
        self.things = things
        self.sums = list(itertools.accumulate(1 / (n + 3) for n in range(len(things))))

    def pick(self, rng, n):
        return [self.things[bisect.bisect(self.sums, rng.random() * self.sums[-1])] for _ in range(n)]


def made_up_words(rng, n):
    words = {}
    while len(words) < n:
        word = "".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4))))
        words[word + rng.choice(("", "", "n", "r", "k", "st"))] = True
    return list(words)


class Passages:
    """Written into a directory; title(n) and question(n) are of the n-th one."""

    def __init__(self, directory, n, seed=1):
        self.rng = random.Random(seed)
        size = max(2000, int(30 * n ** 0.6))
        self.words = Zipf(made_up_words(self.rng, size))
        characters = [chr(c) for c in range(0x4e00, 0x4e00 + 3000)]
        self.rng.shuffle(characters)
        self.characters = Zipf(characters)
        self.titles = []
        os.mkdir(directory)
        for first in range(0, n, PER_FILE):
            self.write(os.path.join(directory, "%06d.md" % first), min(PER_FILE, n - first), first // PER_FILE % 5 == 4)

    def write(self, path, n, chinese):
        with open(path, "w") as f:
            for _ in range(n):
                if chinese:
                    title = "".join(self.characters.pick(self.rng, self.rng.randint(4, 9)))
                    body = "，".join("".join(self.characters.pick(self.rng, 12)) for _ in range(6)) + "。"
                else:
                    title = " ".join(self.words.pick(self.rng, self.rng.randint(3, 7)))
                    body = " ".join(self.words.pick(self.rng, self.rng.randint(30, 90))) + "."
                self.titles.append((title, chinese))
                f.write("## %s\n%s\n\n" % (title, body))

    def question(self, n):
        """Of five one is about nothing that is there, one has a word that nobody knows."""
        title, chinese = self.rng.choice(self.titles)
        if chinese:
            return self.rng.choice(FRAMES_ZH) % (title if n % 5 else "".join(self.characters.pick(self.rng, 8)))
        words = title.split() if n % 5 else self.words.pick(self.rng, 6)
        self.rng.shuffle(words)
        if n % 5 == 1:
            word = self.rng.randrange(len(words))
            words[word] = words[word][:3] + "x" + words[word][3:]
        return self.rng.choice(FRAMES) % " ".join(words)
