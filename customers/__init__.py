"""The partner's customers, from order to service.

Owns: customers, their packages, subscribers, meeting sites and onboarding templates.
Asks: compliance (may we serve them?), telephony (which number do they dial?).
Announces: webhooks and mail to partners.
Never: is imported by the other apps.
"""
