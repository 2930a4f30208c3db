"""Headless Chromium, and the few things that people do with it."""

import time
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


BETWEEN_TWO_PAGES = (
    "does not belong to the document", "aborted by navigation", "loader has changed", "No node with given id",
    "cannot determine loading status",
)


def unless_replaced(look, otherwise):
    """What a look at the page finds, or `otherwise` where the page was replaced under it.

    The driver has many words for that: a stale element, and, when it is caught between two documents, errors of the
    inspector of no kind of their own.
    """
    try:
        return look()
    except StaleElementReferenceException:
        return otherwise
    except WebDriverException as error:
        if any(word in (error.msg or "") for word in BETWEEN_TWO_PAGES):
            return otherwise
        raise


class Browser:
    """One window on the service."""

    def __init__(self, daemon, folder, width, script=True):
        self.base = f"https://127.0.0.1:{daemon.port}"
        self.downloads = Path(folder) / "downloads"
        self.downloads.mkdir(exist_ok=True)
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=fr-FR"):
            options.add_argument(flag)
        options.add_argument(f"--window-size={width},900")
        options.accept_insecure_certs = True
        preferences = {
            "download.default_directory": str(self.downloads),
            "download.prompt_for_download": False,
            "intl.accept_languages": "fr-FR,fr",
        }
        if not script:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", preferences)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(60)
        if width < 500:
            self.driver.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": True},
            )

    def quit(self):
        self.driver.quit()

    def open(self, path):
        self.driver.get(self.base + path)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector, wait=30):
        return self.until(lambda: next(iter(self.all(selector)), None), wait)

    def until(self, condition, wait=30):
        """Waits for a condition; a page that is replaced meanwhile is looked at again."""
        return WebDriverWait(self.driver, wait).until(lambda _: unless_replaced(condition, False))

    def follow(self, selector):
        """Presses what leads to another page, and comes back when that page is there."""
        page = self.one("html")
        self.one(selector).click()
        self.until(lambda: unless_replaced(lambda: not page.is_enabled(), True))
        self.one("html")

    def path(self):
        return self.driver.current_url.removeprefix(self.base)

    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    def sign_in(self, person, public=False):
        self.open("/sign-in")
        self.one("#identifier").send_keys(person[0])
        self.one("#password").send_keys(person[1])
        box = self.one("input[name='public-computer']")
        if box.is_selected() != public:
            box.click()
        self.submit("form[action='/sign-in']")
        self.until(lambda: not self.path().startswith("/sign-in"))
        if self.path().startswith("/terms/accept"):
            self.follow("#accept")
        self.until(lambda: self.path().startswith("/documents"))

    def submit(self, form):
        """Sends a form, and comes back when the page behind it is there."""
        self.follow(f"{form} button:not([type='button'])")

    def choose(self, *files):
        self.one("#files").send_keys("\n".join(str(f) for f in files))

    def put_in(self, *files):
        """Chooses files and sends them, with or without script; comes back when every result is on the page."""
        self.choose(*files)
        self.one("#upload button:not([type='button'])").click()
        self.until(lambda: len(self.all(".result.good, .result.bad")) >= len(files))
        # While it still sends, leaving the page would be asked about.
        self.until(lambda: not self.all("#upload button[aria-disabled]"))

    def downloaded(self, wait=30):
        """The files that arrived whole."""
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            files = [f for f in self.downloads.iterdir() if f.suffix != ".crdownload" and not f.name.startswith(".")]
            if files and not list(self.downloads.glob("*.crdownload")):
                return files
            time.sleep(0.05)
        return []

    def complaints(self):
        """What the browser found wrong with the page: blocked content, script errors."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "favicon" not in entry["message"]
        ]

    def overflow(self):
        """How many pixels the page is wider than its window."""
        return self.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def picture(self, path):
        self.driver.save_screenshot(str(path))
