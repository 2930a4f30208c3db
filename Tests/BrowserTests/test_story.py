"""Two people at one desk: the one who owns the papers, and the one who helps, from the convention to its end."""

import json
import re
import secrets
import subprocess
import time

import pytest
from selenium.webdriver.support.ui import Select

from browser import Browser
from daemon import Daemon

PAPERS = {"bail.txt": b"bail d'Amina", "passeport.txt": b"passeport d'Amina", "lettre.txt": b"lettre d'Amina"}


@pytest.fixture(scope="module")
def house(request, tmp_path_factory):
    """A service as it is delivered; only the time in which a holder can stop an assisted reset is over at once."""
    folder = tmp_path_factory.mktemp("story")
    daemon = Daemon(request.config.getoption("--binaries"), folder, {"signing-in.assisted-reset-delay": "0s"})
    daemon.prepare()
    daemon.start().wait_for_scanner()
    yield daemon
    daemon.stop()


class Clock:
    """How long each step takes, for the report."""

    def __init__(self):
        self.last = time.monotonic()

    def __call__(self, step):
        now = time.monotonic()
        print(f"{now - self.last:6.1f} s  {step}")
        self.last = now


class App:
    """The app on a professional's telephone: each code is used once."""

    step = 30

    def __init__(self, secret):
        self.secret = secret
        self.last = 0

    def code(self):
        self.last = max(int(time.time()) // self.step, self.last + 1)
        made = subprocess.run(
            ["oathtool", "--totp", "--base32", "--now", f"@{self.last * self.step}", self.secret],
            capture_output=True, text=True, check=True)
        return made.stdout.strip()


def fill(browser, **values):
    for name, value in values.items():
        field = browser.one(f"[name='{name.replace('_', '-')}']")
        if field.tag_name == "select":
            Select(field).select_by_value(value)
        else:
            field.clear()
            field.send_keys(value)


def press(browser, selector):
    """Presses a button or link and waits for the page that it leads to."""
    button = browser.one(selector)
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    browser.follow(selector)


def tick(browser, selector):
    box = browser.one(selector)
    if not box.is_selected():
        browser.driver.execute_script("arguments[0].click()", box)


def enter(browser, identifier, password, new=None, app=None):
    """Signs in; chooses a password, sets up an app, types its code and accepts the terms where that is asked for."""
    browser.open("/sign-in")
    fill(browser, identifier=identifier, password=password)
    press(browser, "form[action='/sign-in'] button.main")
    if browser.path().startswith("/sign-in/code"):
        fill(browser, code=app.code())
        press(browser, "form[action='/sign-in/code'] button.main")
    if browser.path().startswith("/password"):
        fill(browser, password=password, new_password=new, new_password_again=new)
        press(browser, "form[action='/password'] button.main")
        if browser.all("#identifier"):
            return enter(browser, identifier, new, app=app)
    if browser.path().startswith("/security/factors"):
        browser.app = add_app(browser)
        browser.open("/")
    if browser.all("#accept"):
        press(browser, "#accept")
    return browser


def add_app(browser):
    """Adds the second factor that a professional must have."""
    press(browser, "form[action='/security/factors/app'] button")
    app = App(browser.one("code.secret").text.replace(" ", ""))
    fill(browser, code=app.code())
    press(browser, "form[action='/security/factors/add'] button.main")
    assert browser.one(".notice.good").is_displayed()
    return app


def leave(browser):
    press(browser, "form[action='/sign-out'] button")


def choose_lost_password(browser, new):
    """The last screen of every way back in; tells the identifier that one had perhaps forgotten too."""
    browser.until(lambda: browser.path().startswith("/lost/password"))
    fill(browser, new_password=new, new_password_again=new)
    press(browser, "form[action='/lost/password'] button.main")
    return browser.one("main strong[dir='ltr']").text


@pytest.fixture
def window(house, tmp_path, request):
    opened = []

    def open_window(name, width=1280):
        folder = tmp_path / name
        folder.mkdir()
        opened.append(Browser(house, folder, width=width))
        return opened[-1]

    yield open_window
    for browser in opened:
        browser.quit()


def picture(request, browser, name):
    folder = request.config.getoption("--pictures")
    if folder:
        browser.picture(f"{folder}/{name}.png")


def password():
    return "Deux Chats dorment " + secrets.token_hex(3) + " 7"


def new_professional(manager, first, last, identifier):
    manager.open("/team/new")
    fill(manager, first_name=first, last_name=last, identifier=identifier)
    press(manager, "form[action='/team/new'] button.main")
    return manager.one("#temporary").text


def open_safe(helper, first, last, chosen, pin):
    """Returns the identifier, the person's number and the words of the recovery card."""
    helper.open("/people/new")
    fill(helper, first_name=first, last_name=last)
    press(helper, "form[action='/people/new'] button.main")
    if helper.all("button[name='no-safe']"):
        press(helper, "button[name='no-safe']")
    tick(helper, "input[name='explained']")
    press(helper, "form[action='/people/new'] button.main")
    assert "personne ne peut faire pour vous" in helper.one("details .text").text, "the mandate that is signed"
    tick(helper, "input[name='act.downloadShared']")
    tick(helper, "input[name='signed']")
    press(helper, "form[action='/people/new'] button.main")
    assert helper.one(".notice.bad").is_displayed(), "neither telephone nor e-mail, and what that means"
    press(helper, "button[name='recovery'][value='card']")
    identifier = helper.one(".big-code").text.strip()
    fill(helper, new_password=chosen, new_password_again=chosen, pin=pin, pin_again=pin)
    press(helper, "form[action='/people/new'] button.main")
    words = [word.text for word in helper.all("#recovery-card ol.codes strong")]
    assert len(words) == 10 and helper.one("#recovery-card .qr").is_displayed()
    press(helper, "p.stack a.button.main")
    person = re.match(r"/people/([0-9a-f]{32})", helper.path()).group(1)
    return identifier, person, words


def test_two_people_at_one_desk(house, window, request, tmp_path):
    clock = Clock()
    made = json.loads(house.ctl("structure", "add", "Maison des solidarités", "--json").stdout)
    structure = made["id"]
    first = house.ctl(
        "manager", "add", "mona", "--structure", structure, "--first-name", "Mona", "--last-name", "Chef", "--json").stdout
    temporary = re.search(r'"temporaryPassword"\s*:\s*"([^"]+)"', first).group(1)
    clock("the operator makes a structure and its manager")

    manager = enter(window("manager"), "mona", temporary, password())
    given = {
        name: new_professional(manager, name.capitalize(), "Aide", name) for name in ("pia", "paul")
    }
    picture(request, manager, "story-team")
    clock("the manager makes two professionals")

    given["paul-now"] = password()
    pia = enter(window("pia"), "pia", given["pia"], password())
    paul = enter(window("paul"), "paul", given["paul"], given["paul-now"])
    chosen = password()
    identifier, person, first_card = open_safe(pia, "Amina", "Diallo", chosen, "8306")
    clock("one of them opens a safe with a person, who signs, chooses the password and takes a recovery card")

    amina = enter(window("amina", width=360), identifier, chosen)
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, content in PAPERS.items():
        (folder / name).write_bytes(content)
    amina.open("/documents")
    amina.put_in(*[folder / name for name in PAPERS])
    amina.until(lambda: len(amina.all("#papers .paper")) == len(PAPERS))
    assert len(amina.all(".paper .who")) == len(PAPERS)
    amina.open("/sharing")
    assert "Maison des solidarités" in amina.text()
    assert amina.overflow() == 0
    picture(request, amina, "story-sharing-overview")
    amina.open(f"/sharing/structures/{structure}/mandate")
    assert "Pia Aide" in amina.text() and "personne ne peut faire pour vous" in amina.text()
    assert amina.overflow() == 0
    picture(request, amina, "story-signed")
    clock("the person comes in and puts in three papers")

    amina.open("/documents")
    bail = next(a for a in amina.all(".paper a.face") if "bail" in a.text).get_attribute("href")
    document = re.search(r"[0-9a-f]{32}", bail).group(0)
    amina.open(f"/documents/{document}/sharing")
    assert amina.overflow() == 0
    tick(amina, f"input[name='to.{structure}']")
    picture(request, amina, "story-sharing")
    press(amina, f"form[action='/documents/{document}/share'] button.main")
    assert "Maison des solidarités" in amina.one(".who.shared").text
    clock("the person shares one of three")

    paul.open(f"/people/{person}")
    titles = [e.text for e in paul.all("#papers .about strong")]
    assert titles == ["bail"]
    picture(request, paul, "story-person")
    paul.open(f"/documents/{document}")
    fill(paul, purpose="Dossier de logement")
    paul.one(f"form[action='/documents/{document}/download'] button").click()
    paul.until(lambda: len(paul.downloaded()) == 1)
    assert paul.downloaded()[0].read_bytes() == PAPERS["bail.txt"]
    clock("the other professional sees one and not three, and saves it with a purpose")

    amina.open("/journal?others=1")
    assert "Paul Aide" in amina.text() and "Dossier de logement" in amina.text()
    assert amina.overflow() == 0
    picture(request, amina, "story-journal")
    amina.open("/sharing/cut")
    press(amina, "form[action='/sharing/cut'] button.danger")
    paul.driver.refresh()
    paul.one("#failure")
    paul.open(f"/people/{person}")
    assert paul.all("#papers .about strong") == []
    clock("the person reads it, cuts it, and the open page stops working")

    amina.open("/security/card")
    fill(amina, pin="4719", pin_again="4719")
    press(amina, "form[action='/security/card'] button.main")
    words = [word.text for word in amina.all("ol.codes strong")]
    assert len(words) == 10 and words != first_card
    assert amina.overflow() == 0
    picture(request, amina, "story-card")
    borrowed = window("borrowed", width=360)
    borrowed.open("/lost/card")
    fill(borrowed, words=" ".join(first_card), pin="8306")
    press(borrowed, "form[action='/lost/card'] button.main")
    assert borrowed.one(".notice.bad").is_displayed(), "the card from the desk is void since there is a new one"
    borrowed.open("/lost/card")
    fill(borrowed, words=" ".join(words), pin="4719")
    press(borrowed, "form[action='/lost/card'] button.main")
    chosen = password()
    assert choose_lost_password(borrowed, chosen) == identifier
    amina.open("/documents")
    assert amina.path().startswith("/signed-out"), "whoever has the lost telephone is out"
    enter(borrowed, identifier, chosen)
    borrowed.open("/documents")
    assert len(borrowed.all("#papers .paper")) == len(PAPERS)
    leave(borrowed)
    clock("the telephone is lost and the password forgotten: the printed card lets the person in")

    pia.open(f"/people/{person}/reset")
    fill(pia, purpose="Téléphone et carte perdus")
    tick(pia, "input[name='present']")
    press(pia, f"form[action='/people/{person}/reset'] button.main")
    pia.driver.refresh()
    assert not pia.all(f"form[action='/people/{person}/reset/confirm']"), "nobody is two people"
    leave(paul)
    enter(paul, "paul", given["paul-now"], app=paul.app)
    paul.open(f"/people/{person}/reset")
    tick(paul, "input[name='present']")
    press(paul, f"form[action='/people/{person}/reset/confirm'] button.main")
    code = paul.one(".big-code").text
    picture(request, paul, "story-assisted-reset")
    borrowed.open("/lost/helped")
    fill(borrowed, identifier=identifier, code=code)
    press(borrowed, "form[action='/lost/helped'] button.main")
    chosen = password()
    assert choose_lost_password(borrowed, chosen) == identifier
    amina = enter(borrowed, identifier, chosen)
    amina.open("/journal")
    assert "Téléphone et carte perdus" in amina.text()
    clock("the card is lost too: two professionals let the person in, one after a code of the app")

    house.ctl("structure", "end", structure, "--yes")
    for helper in (pia, paul, manager):
        helper.open("/")
        assert helper.one("#identifier")
    amina.open("/documents")
    assert len(amina.all("#papers .paper")) == len(PAPERS)
    clock("the convention ends: the professionals are out, the person is in")


@pytest.mark.parametrize("code", ["fr", "en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_sharing_fit(house, window, request, tmp_path, code, width):
    client, chosen = house.add_beneficiary(f"fit.{code}.{width}")
    client.close()
    browser = enter(window(f"fit-{code}-{width}", width=width), f"fit.{code}.{width}", chosen)
    (tmp_path / "carte.txt").write_bytes(b"carte")
    browser.open("/documents")
    browser.put_in(tmp_path / "carte.txt")
    browser.until(lambda: browser.all("#papers .paper a.face"))
    document = re.search(r"[0-9a-f]{32}", browser.one(".paper a.face").get_attribute("href")).group(0)
    browser.follow(f"form.languages button[value='{code}']")
    pages = ["/documents", f"/documents/{document}", f"/documents/{document}/sharing", "/sharing", "/sharing/cut",
             "/journal?others=1", "/account/delete", "/link/" + "0" * 64]
    for path in pages:
        browser.open(path)
        assert browser.one("html").get_attribute("lang") == code
        assert browser.overflow() == 0, path
        picture(request, browser, f"fit-{code}-{width}-" + re.sub(r"[^a-z]+", "-", path.replace(document, "paper")).strip("-"))
    browser.open(f"/documents/{document}/sharing")
    fill(browser, third_party="Maître Martin")
    press(browser, f"form[action='/documents/{document}/links'] button")
    assert re.fullmatch(r"\d{4} \d{4}", browser.one(".big-code").text)
    assert browser.overflow() == 0
    picture(request, browser, f"fit-{code}-{width}-new-link")
