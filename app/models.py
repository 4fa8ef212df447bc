"""Every package's models, imported once: the program, Alembic and the tests import this."""

import app.access.models
import app.accounts.models
import app.accounts.oidc.models
import app.applicants.models
import app.applications.models
import app.archives.models
import app.catalog.models
import app.committees.models
import app.console.models
import app.decisions.models
import app.employers.models
import app.fees.models
import app.files.models
import app.hours.models
import app.messages.models
import app.organisations.models
import app.plans.models
import app.posts.models
import app.public_notices.models
import app.reviews.models
import app.tasks.models  # noqa: F401
