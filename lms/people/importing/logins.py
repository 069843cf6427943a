"""What a new person signs in with."""

from lms.text import fold


def pick_login(
    full_name: str,
    email: str | None,
    personnel_code: str | None,
    taken: set[str],
    last: dict[str, int] | None = None,
) -> str:
    """E-mail, else personnel code, else the folded name (Lê Văn An: anlv), numbered when taken.

    Lower case. The login is added to `taken`. Whoever picks thousands hands in `last` too, where the last
    number of each name is kept: a ministry has hundreds of one name.
    """
    for login in ((email or "").lower(), (personnel_code or "").lower()):
        if login and login not in taken:
            taken.add(login)
            return login
    base = login_base(full_name)
    last = {} if last is None else last
    number = last.get(base, 1)
    login = base if number == 1 else f"{base}{number}"
    while login in taken:
        number += 1
        login = f"{base}{number}"
    last[base] = number
    taken.add(login)
    return login


def login_base(full_name: str) -> str:
    """What logins of this name begin with: letters and figures of the folded name alone, Lê Văn An (B): blva."""
    words = ["".join(filter(str.isalnum, word)) for word in fold(full_name).split()]
    words = [word for word in words if word] or ["nguoi"]
    return words[-1] + "".join(word[0] for word in words[:-1])
