"""What a new version of a document changes for people: what is asked anew, who sees it, which cards remain good.

Values in, sentences out, in German and English; who reads them decides whether the new version is right.
Never a rule of its own about what a package may say: that is `proving/`.
"""
