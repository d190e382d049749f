; Inno Setup: the installer for Windows, per user and without administrator's rights.
; iscc /DVersion=0.2.0 /DProgram=0.2.0-1a2b3c4d /DSource=FOLDER windows.iss
; FOLDER is what `python -m installer.bundle.build` has written on Windows.

[Setup]
AppId=autolab-companion
AppName=Autolab Companion
AppVersion={#Version}
AppPublisher=The authors of Autolab Companion
PrivilegesRequired=lowest
DefaultDirName={localappdata}\autolab-companion
DisableDirPage=yes
DisableProgramGroupPage=yes
DisableReadyPage=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
Compression=lzma2/max
SolidCompression=yes
OutputBaseFilename=autolab-companion-{#Version}-windows-x86_64
; Data is the user's and stays, as with `autolab-companion uninstall`.
UninstallFilesDir={localappdata}\autolab-companion\program

[Files]
Source: "{#Source}\*"; DestDir: "{localappdata}\autolab-companion\program\{#Program}"; Flags: recursesubdirs ignoreversion

[Run]
Filename: "{localappdata}\autolab-companion\program\{#Program}\python.exe"; Parameters: "-I -m autolab_companion install --welcome"; Flags: runhidden

[UninstallRun]
Filename: "{localappdata}\autolab-companion\program\{#Program}\python.exe"; Parameters: "-I -m autolab_companion uninstall"; RunOnceId: "host"; Flags: runhidden
