# --8<-- [start:version-starter]
def version_numbers(version):
    # zh: 改这里："2.15.0+cpu" → (2, 15, 0)
    # en: change this: "2.15.0+cpu" → (2, 15, 0)
    return version


# --8<-- [end:version-starter]


# --8<-- [start:version-wrong]
def version_numbers(version):
    return tuple(version.split("+")[0].split("."))


# --8<-- [end:version-wrong]


# --8<-- [start:version-solution]
def version_numbers(version):
    release = version.split("+")[0]
    return tuple(int(part) for part in release.split("."))


# --8<-- [end:version-solution]


# --8<-- [start:version-check]
assert version_numbers("2.15.0+cpu") == (2, 15, 0)
assert version_numbers("2.2.2") == (2, 2, 2)
assert version_numbers("2.15.0") > version_numbers("2.9.1")
# --8<-- [end:version-check]
