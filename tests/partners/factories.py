"""Partners for tests. Names are kinds of organisations and roles, never people."""

import factory

from partners.models import ExternalIdentifier, Organisation, OrganisationType, Person, RoleHolding, SharingAgreement


class OrganisationTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationType

    code = factory.Sequence(lambda n: f"kind-{n}")
    label = factory.Sequence(lambda n: f"Kind {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Community group number {n}")


class IdentifierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExternalIdentifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = "GB-CHC"
    value = factory.Sequence(lambda n: f"{1_000_000 + n}")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Engagement lead {n}")


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleHolding

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "Engagement lead"


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SharingAgreement

    organisation = factory.SubFactory(OrganisationFactory)
    purpose = "Shared programmes"
    signed_on = "2026-01-01"
