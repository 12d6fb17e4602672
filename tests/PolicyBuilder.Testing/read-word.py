"""Reads Word files with one LibreOffice: for every line `file<TAB>none|accept|reject<TAB>text|looks` on standard input, a line
of JSON with the paragraphs as [style, label, text, where] after all tracked changes are left, accepted or rejected. With
looks, what is bold, italic and a link stands in the text as ⟨10address⟩ ahead of every stretch.

Usage: read-word.py SOFFICE PROFILE
"""
import json
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

# Runs inside LibreOffice: the same questions over the bridge take ten times as long.
BASIC = """
Dim found As String

Function ReadDocument(document, looks As Boolean) As String
    Dim styles, style, name
    found = ""
    ReadText(document.Text, "body", looks)
    styles = document.StyleFamilies.getByName("PageStyles")
    For Each name In Array("First Page", "Standard")
        If styles.hasByName(name) Then
            style = styles.getByName(name)
            If style.HeaderIsOn Then
                ReadText(style.HeaderText, name & " header", looks)
                ReadText(style.FooterText, name & " footer", looks)
            End If
        End If
    Next
    ReadDocument = found
End Function

Sub ReadText(text, place As String, looks As Boolean)
    Dim elements, element, name
    elements = text.createEnumeration()
    Do While elements.hasMoreElements()
        element = elements.nextElement()
        If element.supportsService("com.sun.star.text.TextTable") Then
            For Each name In element.getCellNames()
                ReadText(element.getCellByName(name), "cell", looks)
            Next
        Else
            found = found & element.ParaStyleName & Chr(31) & element.ListLabelString & Chr(31)
            If looks Then
                ReadLooks(element)
            Else
                found = found & element.String
            End If
            found = found & Chr(31) & place & Chr(30)
        End If
    Loop
End Sub

Sub ReadLooks(container)
    Dim portions, portion
    portions = container.createEnumeration()
    Do While portions.hasMoreElements()
        portion = portions.nextElement()
        If portion.TextPortionType = "ContentControl" Then
            ReadLooks(portion.ContentControl)
        ElseIf portion.TextPortionType = "Text" Or portion.TextPortionType = "TextField" Then
            found = found & Chr(29) & (portion.CharWeight > 100) & (portion.CharPosture = 2) & portion.HyperLinkURL & Chr(28) & portion.String
        End If
    Loop
End Sub
"""


def value(name, content):
    property = PropertyValue()
    property.Name, property.Value = name, content
    return property


def each(container):
    elements = container.createEnumeration()
    while elements.hasMoreElements():
        yield elements.nextElement()


def spelled(text):
    """The text with its looks; those that a style gives to the whole paragraph count as well."""
    first, *stretches = text.split("\x1d")
    pieces = []
    for look, string in (stretch.split("\x1c") for stretch in stretches):
        if pieces and pieces[-1][0] == look:
            pieces[-1][1] += string
        elif string:
            pieces.append([look, string])
    return first + "".join(f"⟨{look.replace('True', '1').replace('False', '0')}⟩{string}" for look, string in pieces)


def read(desktop, dispatcher, reader, path, action, detail):
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (value("Hidden", True),))
    if document is None:
        raise ValueError(f"LibreOffice does not open {path}")
    try:
        document.UndoManager.lock()
        if action != "none":
            command = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}[action]
            dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
        text, _, _ = reader.invoke((document, detail == "looks"), (), ())
        found = [paragraph.split("\x1f") for paragraph in text.split("\x1e")[:-1]]
        return {
            "paragraphs": [[style, label, spelled(content), place] for style, label, content, place in found],
            "left": sum(1 for _ in each(document.Redlines)),
        }
    finally:
        document.close(True)


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
        create = context.ServiceManager.createInstanceWithContext
        desktop = create("com.sun.star.frame.Desktop", context)
        dispatcher = create("com.sun.star.frame.DispatchHelper", context)
        libraries = create("com.sun.star.script.ApplicationScriptLibraryContainer", context)
        libraries.loadLibrary("Standard")
        libraries.getByName("Standard").insertByName("Reading", BASIC)
        factory = context.getValueByName("/singletons/com.sun.star.script.provider.theMasterScriptProviderFactory")
        reader = factory.createScriptProvider("").getScript(
            "vnd.sun.star.script:Standard.Reading.ReadDocument?language=Basic&location=application")
        for line in sys.stdin:
            path, action, detail = line.rstrip("\n").split("\t")
            print(json.dumps(read(desktop, dispatcher, reader, path, action, detail)), flush=True)
        desktop.terminate()
    finally:
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            program.kill()


main()
