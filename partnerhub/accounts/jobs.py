"""The portal's own jobs, as users that history can name (every job has an actor)."""

from partnerhub.accounts.models import User


def job_user(name: str) -> User:
    """The user as which the job of this name acts; made at its first run. Nobody can sign in as it."""
    email = f"{name}@jobs.partnerhub.invalid"
    user = User.objects.filter(email=email).first()
    if user is None:
        user, _created = User.objects.get_or_create(
            email=email, defaults={"name": name, "kind": User.Kind.JOB, "password": "!"}
        )
    return user
