from home.selectors.coordinator import OfficesDesk, coordinator_desk, office_desk
from home.selectors.front import FrontPage, front_page
from home.selectors.jp_page import JpPage, jp_page
from home.selectors.material_figures import MaterialFigures, material_figures
from home.selectors.organiser import OrganiserDesk, organiser_desk
from home.selectors.participant import ParticipantDesk, participant_desk
from home.selectors.roles import Desk, desks_of
from home.selectors.search import SearchScreen, Wanted, search_materials
from home.selectors.speaker import SpeakerDesk, speaker_desk

__all__ = [
    "Desk",
    "FrontPage",
    "JpPage",
    "MaterialFigures",
    "OfficesDesk",
    "OrganiserDesk",
    "ParticipantDesk",
    "SearchScreen",
    "SpeakerDesk",
    "Wanted",
    "coordinator_desk",
    "desks_of",
    "front_page",
    "jp_page",
    "material_figures",
    "office_desk",
    "organiser_desk",
    "participant_desk",
    "search_materials",
    "speaker_desk",
]
