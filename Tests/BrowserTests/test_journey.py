"""What a beneficiary does on the first day, on a phone and at a desk, with and without script."""

import papers
import pytest
from browser import unless_replaced


@pytest.fixture
def files(tmp_path):
    made = {"carte.png": papers.photo(), "attestation.pdf": papers.pdf(), "cadeau.txt": papers.test_virus()}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def paper_titles(browser):
    return [element.text for element in browser.all("#papers .paper .about strong")]


def open_paper(browser, title):
    link = next(a for a in browser.all("#papers .paper a.face") if title in a.text)
    browser.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    browser.until(lambda: title in browser.one("h1").text)


def test_a_paper_goes_in_is_shown_comes_back_whole_and_goes(browser, person, files):
    browser.sign_in(person)
    assert browser.one("#papers .empty").is_displayed()

    browser.put_in(files / "carte.png", files / "attestation.pdf")
    browser.until(lambda: len(paper_titles(browser)) == 2)
    assert {"carte", "attestation"} <= {title.lower().split(".")[0] for title in paper_titles(browser)}

    open_paper(browser, "carte")
    picture = browser.one("section.show img")
    assert browser.until(lambda: browser.driver.execute_script("return arguments[0].naturalWidth", picture)) == 320

    browser.one("a[href$='/download']").click()
    browser.open("/documents")
    open_paper(browser, "attestation")
    browser.one("a[href$='/download']").click()
    browser.until(lambda: len(browser.downloaded()) == 2)
    received = {f.suffix: f.read_bytes() for f in browser.downloaded()}
    assert received == {".png": papers.photo(), ".pdf": papers.pdf()}

    browser.follow("a[href$='/delete']")
    assert "5" in browser.one("main").text
    browser.submit("form[action$='/delete']")
    browser.until(lambda: browser.path().startswith("/documents") and len(paper_titles(browser)) == 1)

    browser.open("/journal")
    assert len(browser.all(".events li")) >= 5
    assert browser.overflow() == 0
    assert browser.complaints() == []


def test_a_virus_is_refused_in_words_and_leaves_nothing(browser, person, files):
    browser.sign_in(person)
    browser.put_in(files / "cadeau.txt")
    assert "virus" in browser.one(".result.bad").text.lower()
    browser.open("/documents")
    assert paper_titles(browser) == []


def test_the_first_day_works_without_script(plain_browser, person, files):
    browser = plain_browser
    browser.sign_in(person)
    browser.put_in(files / "carte.png", files / "attestation.pdf")
    assert len(browser.all(".result.good")) == 2
    browser.open("/documents")
    assert len(paper_titles(browser)) == 2
    browser.put_in(files / "cadeau.txt")
    assert "virus" in browser.one(".result.bad").text.lower()
    browser.open("/documents")
    browser.one("#papers a[href$='/rename']").click()
    title = browser.one("input[name='title']")
    title.clear()
    title.send_keys("Ma carte d'identité")
    browser.submit("form[action$='/rename']")
    assert "Ma carte d'identité" in paper_titles(browser)


def sensitive_titles(browser):
    """The papers that their holder could make not sensitive any more."""
    pages = [a.get_attribute("href").removeprefix(browser.base) for a in browser.all("#papers .paper a.face")]
    titles = paper_titles(browser)
    marked = []
    for page, title in zip(pages, titles):
        browser.open(page + "/sharing")
        if browser.one("form[action$='/sensitive'] input[name='sensitive']").get_attribute("value") == "no":
            marked.append(title)
    return sorted(marked)


def put_in_some_as_sensitive(browser, person, files):
    browser.sign_in(person)
    browser.one("#upload input[name='sensitive']").click()
    browser.put_in(files / "carte.png", files / "attestation.pdf")
    browser.open("/documents")
    tick = browser.one("#upload input[name='sensitive']")
    if tick.is_selected():
        tick.click()
    (files / "lettre.txt").write_text("bonjour")
    browser.put_in(files / "lettre.txt")
    browser.open("/documents")
    titles = paper_titles(browser)
    assert len(titles) == 3
    assert sensitive_titles(browser) == sorted(title for title in titles if "lettre" not in title)


def test_one_tick_makes_all_that_goes_in_with_it_sensitive(browser, person, files):
    put_in_some_as_sensitive(browser, person, files)
    assert browser.overflow() == 0
    assert browser.complaints() == []


def test_a_tick_counts_for_what_is_added_while_others_are_on_their_way(browser, person, files):
    browser.sign_in(person)
    (files / "lettre.txt").write_text("bonjour\n" * 400_000)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000}
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", slow)
    browser.choose(files / "lettre.txt")
    browser.one("#upload button:not([type='button'])").click()
    browser.until(lambda: browser.all("#queue progress"))
    browser.one("#upload input[name='sensitive']").click()
    browser.choose(files / "carte.png")
    assert browser.all("#queue progress"), "the first was through before the second was there"
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    browser.until(lambda: len(paper_titles(browser)) == 2)
    assert sensitive_titles(browser) == ["carte"]


def test_the_tick_for_what_is_sensitive_works_without_script(plain_browser, person, files):
    put_in_some_as_sensitive(plain_browser, person, files)


def test_after_leaving_the_back_button_shows_nothing(browser, person, files):
    browser.sign_in(person, public=True)
    browser.put_in(files / "carte.png")
    browser.until(lambda: len(paper_titles(browser)) == 1)
    browser.open("/documents")
    browser.submit("form[action='/sign-out']")
    browser.until(lambda: "/documents" not in browser.path())
    page = browser.one("html")
    browser.driver.back()
    browser.until(lambda: unless_replaced(lambda: not page.is_enabled(), True))
    browser.one("#identifier")
    assert browser.until(lambda: "carte" not in browser.text())


@pytest.mark.parametrize("code, direction", [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_the_language_switch_is_on_every_page(browser, person, code, direction):
    browser.sign_in(person)
    for path in ("/documents", "/journal", "/help", "/password", "/nothing-here"):
        browser.open(path)
        browser.follow(f"form.languages button[value='{code}']")
        browser.until(lambda: browser.one("html").get_attribute("lang") == code)
        assert browser.one("html").get_attribute("dir") == direction
        assert browser.overflow() == 0, path
    assert [c for c in browser.complaints() if "404" not in c] == []


def test_a_wrong_password_is_told_kindly(browser, person):
    browser.open("/sign-in")
    browser.one("#identifier").send_keys(person[0])
    browser.one("#password").send_keys("Pas-le-bon-1")
    browser.submit("form[action='/sign-in']")
    assert browser.one(".notice").is_displayed()
    assert browser.one("#identifier").get_attribute("value") == person[0]


def test_the_first_page_is_light(browser):
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.open("/sign-in")
    sizes = browser.driver.execute_script(
        "return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".map(e => e.transferSize)"
    )
    assert 0 < sum(sizes) <= 30 * 1024
