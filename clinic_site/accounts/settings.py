"""Settings of Django, allauth and axes for accounts, imported by `clinic_site.settings`.

None of them depend on the environment.
"""

from __future__ import annotations

from datetime import timedelta

LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "admin:index", "account_login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # reads older hashes, which are upgraded at sign-in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "clinic_site.accounts.passwords.GuessablePasswordValidator"},
]

# --- sign-in --------------------------------------------------------------------------------
ACCOUNT_ADAPTER = "clinic_site.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_TOTP_TOLERANCE = 1  # also the code before and after: clocks differ, and typing takes time
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # seconds; same as accounts/fresh_factor.py
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key"}  # codes, per user; passwords: accounts/throttling.py
ACCOUNT_FORMS = {
    "login": "clinic_site.accounts.forms.SignInForm",
    "reauthenticate": "clinic_site.accounts.forms.ReauthenticateForm",
    "change_password": "clinic_site.accounts.forms.ChangePasswordForm",
    "set_password": "clinic_site.accounts.forms.SetPasswordForm",
}

# --- second factor --------------------------------------------------------------------------
MFA_ADAPTER = "clinic_site.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "clinic_site.accounts.forms.CodeForm",
    "reauthenticate": "clinic_site.accounts.forms.CodeAgainForm",
    "activate_totp": "clinic_site.accounts.forms.AddAppForm",
    "add_webauthn": "clinic_site.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "clinic_site.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "clinic_site.accounts.passkey_forms.PasskeySignInForm",
    "authenticate_webauthn": "clinic_site.accounts.passkey_forms.PasskeyStepForm",
    "reauthenticate_webauthn": "clinic_site.accounts.passkey_forms.PasskeyAgainForm",
}
# A passkey can't be guessed, and a limit for each address would let anyone on the clinic's network lock
# all its staff out, also those whom wrong passwords have locked out already.
MFA_RATE_LIMITS = {"webauthn_login": None}

# --- throttling of wrong passwords ----------------------------------------------------------
AXES_HANDLER = "clinic_site.accounts.throttling.ThrottlingHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = False
AXES_USERNAME_CALLABLE = "clinic_site.accounts.throttling.normalized_username"
AXES_CLIENT_IP_CALLABLE = "clinic_site.accounts.throttling.client_address"
AXES_LOCKOUT_TEMPLATE = "account/too_many_tries.html"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "ip_address", "password", "oldpassword", "next"]
