"""Reads Word files with LibreOffice: for every line `file<TAB>none|accept|reject` on standard input, a line of JSON with
the paragraphs as [style, label, text, where] after all tracked changes are left, accepted or rejected.

Usage: read-word.py SOFFICE PROFILE
"""
import json
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def value(name, content):
    property = PropertyValue()
    property.Name, property.Value = name, content
    return property


def paragraphs(text, where):
    elements = text.createEnumeration()
    while elements.hasMoreElements():
        element = elements.nextElement()
        if element.supportsService("com.sun.star.text.TextTable"):
            for name in element.getCellNames():
                yield from paragraphs(element.getCellByName(name), "cell")
        else:
            yield [element.ParaStyleName, element.ListLabelString, element.String, where]


def read(desktop, dispatcher, path, action):
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (value("Hidden", True),))
    try:
        document.UndoManager.lock()
        if action != "none":
            command = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}[action]
            dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
        page = document.StyleFamilies.getByName("PageStyles")
        found = list(paragraphs(document.Text, "body"))
        for name in ("First Page", "Standard"):
            if page.hasByName(name) and page.getByName(name).HeaderIsOn:
                style = page.getByName(name)
                for text, where in ((style.HeaderText, "header"), (style.FooterText, "footer")):
                    found.extend(paragraphs(text, f"{name} {where}"))
        return {"paragraphs": found, "left": sum(1 for _ in redlines(document))}
    finally:
        document.close(True)


def redlines(document):
    elements = document.Redlines.createEnumeration()
    while elements.hasMoreElements():
        yield elements.nextElement()


def main():
    soffice, profile = sys.argv[1:]
    pipe = "policybuilder" + str(abs(hash(profile)))
    program = subprocess.Popen(
        [soffice, "-env:UserInstallation=" + uno.systemPathToFileUrl(profile), "--headless", "--norestore", "--nologo",
         f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(0.2)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        for line in sys.stdin:
            path, action = line.rstrip("\n").split("\t")
            print(json.dumps(read(desktop, dispatcher, path, action)), flush=True)
        desktop.terminate()
    finally:
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            program.kill()


main()
