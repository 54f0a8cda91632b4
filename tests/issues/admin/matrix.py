"""Who may do what at the desk, page by page and stage by stage, written out by hand.

Nothing here is derived from the code: tests/issues/admin/test_matrix.py walks it over HTTP and wants exactly this.
Who adds a page or a step adds it here, with those who may.
"""

# Everybody who may come by. 曲靖 is the author's and the colleague's unit, 保山 another one's.
PEOPLE = (
    "stranger",
    "no role",
    "retired editor",
    "author",
    "colleague",
    "elsewhere",
    "editor",
    "approver",
    "administrator",
    "superuser",
)
CORRESPONDENTS = "author colleague elsewhere"
OFFICE = "editor approver administrator superuser"
DESK = "editor administrator superuser"
LEADERS = "approver administrator superuser"
ADMINISTRATORS = "administrator superuser"

# The article that "author" of 曲靖 wrote, in each stage: what succeeds, and for whom.
# see: it is in the list, found by search, opens, and its history and original open, and what is typed there is proofread;
# note: a remark in its thread; edit: what is typed is kept every few seconds, and saved, and findings are decided on.
ARTICLE_STEPS = """
submit recall accept return decline reconsider reopen publish withdraw
merge unmerge set_aside publish_merged withdraw_merged
"""
ARTICLES = {
    "draft": {
        "author": "see note edit delete submit",
        "colleague": "see note",
        "superuser": "see note edit delete submit",
    },
    "review": {
        "author": "see note recall",
        "colleague": "see note",
        "editor": "see note edit delete accept return decline",
        "approver": "see note",
        "administrator": "see note edit delete accept return decline",
        "superuser": "see note edit delete recall accept return decline",
    },
    "returned": {
        "author": "see note edit submit",
        "colleague": "see note",
        "editor": "see note edit delete submit",
        "approver": "see note",
        "administrator": "see note edit delete submit",
        "superuser": "see note edit delete submit",
    },
    "accepted": {
        "author": "see note",
        "colleague": "see note",
        "editor": "see note edit delete reconsider",
        "approver": "see note",
        "administrator": "see note edit delete reconsider",
        "superuser": "see note edit delete reconsider",
    },
    "declined": {
        "author": "see note",
        "colleague": "see note",
        "editor": "see note edit delete reopen",
        "approver": "see note",
        "administrator": "see note edit delete reopen",
        "superuser": "see note edit delete reopen",
    },
    "merged": {  # into another article
        "author": "see note",
        "colleague": "see note",
        "editor": "see note edit delete",
        "approver": "see note",
        "administrator": "see note edit delete",
        "superuser": "see note edit delete",
    },
    "published": {  # in a published issue
        "author": "see note",
        "colleague": "see note",
        "editor": "see note",
        "approver": "see note",
        "administrator": "see note",
        "superuser": "see note",
    },
}

# An issue in each stage; it has articles, which must be taken out before it can be deleted.
# see: in the list, found by search, opens, and its history opens; preview: as a page, by article and as a file, and the
# board where it is assembled and what proofreading finds in it open; edit: by its form and on that board.
ISSUE_STEPS = "submit send_back sign_first sign_second sign_final sign publish correct cancel_correction withdraw reopen"
ISSUES = {
    "draft": {
        "editor": "see preview edit submit",
        "approver": "see preview",
        "administrator": "see preview edit submit",
        "superuser": "see preview edit submit",
    },
    "review": {
        "editor": "see preview edit send_back sign_first",
        "approver": "see preview send_back",
        "administrator": "see preview edit send_back",
        "superuser": "see preview edit send_back sign_first",
    },
    "review, signed once": {
        "editor": "see preview edit send_back",
        "approver": "see preview send_back sign_second",
        "administrator": "see preview edit send_back",
        "superuser": "see preview edit send_back sign_second",
    },
    "review, signed twice": {
        "editor": "see preview edit send_back",
        "approver": "see preview send_back sign_final",
        "administrator": "see preview edit send_back",
        "superuser": "see preview edit send_back sign_final",
    },
    "signed": {
        "editor": "see preview publish",
        "approver": "see preview publish reopen",
        "administrator": "see preview publish reopen",
        "superuser": "see preview publish reopen",
    },
    "published": {
        "author": "see",
        "colleague": "see",
        "elsewhere": "see",
        "editor": "see preview correct",
        "approver": "see preview correct withdraw",
        "administrator": "see preview correct withdraw",
        "superuser": "see preview correct withdraw",
    },
    "withdrawn": {
        "editor": "see preview",
        "approver": "see preview reopen",
        "administrator": "see preview reopen",
        "superuser": "see preview reopen",
    },
    "draft of a correction": {
        "editor": "see preview edit submit cancel_correction",
        "approver": "see preview cancel_correction withdraw",
        "administrator": "see preview edit submit cancel_correction withdraw",
        "superuser": "see preview edit submit cancel_correction withdraw",
    },
    "review of a correction": {
        "editor": "see preview edit send_back sign_first",
        "approver": "see preview send_back withdraw",
        "administrator": "see preview edit send_back withdraw",
        "superuser": "see preview edit send_back sign_first withdraw",
    },
    "signed correction": {
        "editor": "see preview publish",
        "approver": "see preview publish withdraw reopen",
        "administrator": "see preview publish withdraw reopen",
        "superuser": "see preview publish withdraw reopen",
    },
}

# Rows of the other models. see: as for issues.
ROWS = {
    "issue without articles": {"approver": "see", DESK: "see edit delete"},
    "publication": {CORRESPONDENTS: "see", "editor": "see", "approver": "see", ADMINISTRATORS: "see edit"},
    "section of an open issue": {"approver": "see", DESK: "see edit delete"},
    "section of a signed issue": {OFFICE: "see"},
    "section of a published issue": {CORRESPONDENTS: "see", OFFICE: "see"},
    "contributor of 曲靖": {"author colleague": "see", "approver": "see", DESK: "see edit delete"},
    "contributor of 保山": {"elsewhere": "see", "approver": "see", DESK: "see edit delete"},
    "organisation": {
        CORRESPONDENTS: "see",
        "approver": "see",
        "editor": "see edit",
        ADMINISTRATORS: "see edit",
    },
    "list of a publication": {"approver": "see", DESK: "see edit delete"},
    "list of a signed issue": {OFFICE: "see"},
    "edition of a signed issue": {OFFICE: "see"},
    "edition of a published issue": {CORRESPONDENTS: "see", OFFICE: "see"},
    "edition of a withdrawn issue": {OFFICE: "see"},
    "sign-off": {OFFICE: "see"},
    "fixed expression": {"editor approver": "see", ADMINISTRATORS: "see edit"},
    "confusable": {"editor approver": "see", ADMINISTRATORS: "see edit"},
    "leader": {"editor approver": "see", ADMINISTRATORS: "see edit"},
    "sensitive word": {"editor approver": "see", ADMINISTRATORS: "see edit"},
    "other name of a unit": {"editor approver": "see", ADMINISTRATORS: "see edit"},
    "user": {ADMINISTRATORS: "see edit delete"},
}

# The list of each model and its page for a new row.
LISTS = {
    "accounts.organisation": {CORRESPONDENTS: "list", "approver": "list", DESK: "list add"},
    "accounts.user": {ADMINISTRATORS: "list add"},
    "issues.auditentry": {ADMINISTRATORS: "list"},
    "issues.article": {CORRESPONDENTS: "list add", "approver": "list", DESK: "list add"},
    "issues.contributor": {CORRESPONDENTS: "list add", "approver": "list", DESK: "list add"},
    "issues.distributionlist": {"approver": "list", DESK: "list add"},
    "issues.edition": {CORRESPONDENTS: "list", OFFICE: "list"},
    **dict.fromkeys(
        (
            *("issues.houseexpression", "issues.houseconfusable", "issues.houseleader"),
            *("issues.housesensitive", "issues.houseunit"),
        ),
        {"editor approver": "list", ADMINISTRATORS: "list add"},
    ),
    "issues.issue": {CORRESPONDENTS: "list", "approver": "list", DESK: "list add"},
    "issues.publication": {CORRESPONDENTS: "list", "editor approver": "list", ADMINISTRATORS: "list add"},
    "issues.section": {CORRESPONDENTS: "list", "approver": "list", DESK: "list add"},
    "issues.signoff": {OFFICE: "list"},
}

# Pages of no row, by the name of their address, and pages of a given row; a form is sent empty.
PAGES = {
    "admin:index": f"{CORRESPONDENTS} {OFFICE}",
    "admin:search": f"{CORRESPONDENTS} {OFFICE}",
    "admin:jsi18n": f"{CORRESPONDENTS} {OFFICE}",
    "admin:app_list issues": f"{CORRESPONDENTS} {OFFICE}",
    "admin:app_list accounts": f"{CORRESPONDENTS} {OFFICE}",
    "notices:mine": f"{CORRESPONDENTS} {OFFICE}",
    "notices:mails": ADMINISTRATORS,
    "proofing:counts": DESK,
    "admin:accounts_user_locks": ADMINISTRATORS,
    "admin:accounts_user_second_factor": ADMINISTRATORS,
    "admin:auth_user_password_change": ADMINISTRATORS,
    "admin:accounts_user_import": ADMINISTRATORS,
    "admin:accounts_user_import_preview": "administrator",  # whose import it is
    "admin:accounts_user_import_wrong": "administrator",
    "admin:accounts_user_import_template": ADMINISTRATORS,
    "admin:house_tables_import": ADMINISTRATORS,
    "admin:house_tables_import_preview": "administrator",
    "admin:house_tables_import_wrong": "administrator",
    "admin:house_tables_import_template": ADMINISTRATORS,
    "admin:issues_houseexpression_shipped": OFFICE,
    "admin:issues_houseconfusable_shipped": OFFICE,
    "admin:issues_houseleader_shipped": OFFICE,
    "admin:issues_housesensitive_shipped": OFFICE,
    "admin:issues_publication_rules": ADMINISTRATORS,
    "upload:choose": f"{CORRESPONDENTS} {DESK}",
    "upload:confirm": "author",  # a file that waits is its sender's alone
    "upload:original": "author",
    "upload:original of a bulletin": OFFICE,
}
# Forms that have no page of their own: who sends them right gets on.
SENDS = {
    "upload:discard": "author",
    "upload:purpose": "",  # the author may not turn his article into a bulletin; to the others the file is not there
    "admin:issues_article_keep_new": f"{CORRESPONDENTS} {DESK}",
    "admin:issues_article_proofread_new": f"{CORRESPONDENTS} {DESK}",
    "admin:issues_article_verdict_new": f"{CORRESPONDENTS} {DESK}",  # that a fix was taken
    "admin:issues_article_merge": DESK,
    "admin:issues_article_split": DESK,
    "admin:issues_auditentry_export": ADMINISTRATORS,
    "admin:house_tables_export": ADMINISTRATORS,
    "upload-picture": f"{CORRESPONDENTS} {DESK}",
}
# Addresses that lead elsewhere or belong to nobody, with their own tests.
ELSEWHERE = {
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:view_on_site",
    "admin:autocomplete",  # walked with the words below
    "admin:accounts_user_import_passwords",  # shown once, right after the import
    "admin:issues_article_unsaved",  # one's own copy
    "admin:issues_issue_assemble_any",  # leads to the board
    "admin:issues_issue_assemble_undo",  # takes back one's own step
    "admin:issues_issue_assemble_write",  # the forms of the board: tests/issues/admin/test_assembly.py
    "admin:issues_auditentry_check",  # like the export; says that the log is whole
    "admin:issues_article_printed",  # versions: tests/issues/admin/test_versions.py
    "admin:issues_article_restore",
    "admin:issues_issue_restore",
    "admin:issues_houseunit_shipped",  # nothing of it is shipped
    "admin:issues_houseexpression_restore",  # tests/issues/admin/test_housetables.py
    "admin:issues_houseconfusable_restore",
    "admin:issues_houseleader_restore",
    "admin:issues_housesensitive_restore",
    "admin:issues_houseunit_restore",
    "notices:open",  # one's own notices
    "notices:read",
    "notices:read_all",
    "notice_choices",
    "notices:resend",
    "manual:index",  # for everybody: tests/issues/admin/test_manual.py
    "manual:page",
    "search",  # the readers'
    "issue-file",
}
# The words that mark a row, wherever any page, search or choice shows them: who may come across which.
WORDS = {
    "曲靖草稿": "author colleague superuser",
    "曲靖待审": "author colleague editor approver administrator superuser",
    "保山草稿": "elsewhere superuser",
    "保山待审": "elsewhere editor approver administrator superuser",
    "编辑草稿": "editor superuser",
    "曲靖供稿人": "author colleague editor approver administrator superuser",
    "保山供稿人": "elsewhere editor approver administrator superuser",
    "未发布栏目": OFFICE,
    "未发布编者按": OFFICE,
    "已签发标题": OFFICE,
    "常用发送单位": OFFICE,
    "编辑的意见": "author colleague editor approver administrator superuser",
}
