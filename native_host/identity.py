"""Who may call the host: the fixed names that manifests, installer and host must agree on."""

HOST_NAME = "autolab_companion"

COMMAND_ARGUMENTS = ("-I", "-c", "from autolab_companion.__main__ import main; main()")
"""The interpreter's arguments that start the `autolab-companion` command. No -m, as in installer/launcher.py."""

CHROMIUM_EXTENSION_IDS = ("dnoobejagcfdibgmomngfodjjcbgncol",)
"""Derived by Chromium from the `key` in extension/manifest.json: first 16 bytes of its SHA-256, 0-f as a-p."""

GECKO_EXTENSION_IDS = ("autolab-companion@extensions",)
"""`browser_specific_settings.gecko.id` in extension/manifest.json."""

IDENTITY_REDIRECT_PATH = "autolab"
"""Path given to `identity.getRedirectURL`; administrators register the resulting https addresses."""

CHROMIUM_ORIGINS = tuple(f"chrome-extension://{i}/" for i in CHROMIUM_EXTENSION_IDS)

IDENTITY_REDIRECTS = (
    *(f"https://{i}.chromiumapp.org/{IDENTITY_REDIRECT_PATH}" for i in CHROMIUM_EXTENSION_IDS),
    # Firefox: SHA-1 of the add-on id (gecko computes it so; here it is a fixed name, not a digest we rely on).
    f"https://910290984a8447d5df805b15ad33973789eb3260.extensions.allizom.org/{IDENTITY_REDIRECT_PATH}",
)
